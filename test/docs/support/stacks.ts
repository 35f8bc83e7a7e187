import type { StackSeed } from "../../../src/sandbox/index.js";

const queue = "arn:aws:sqs:us-east-1:123456789012";

/** The application of docs/ci.md: nothing that its workers are sent would be lost. */
export const shop: StackSeed = {
  name: "shop-prod",
  functions: [
    { name: "shop-prod-controller", reserved: 50 },
    { name: "shop-prod-mail_event-send", reserved: 5, timeout: 1, mappings: [{ source: `${queue}:mail` }] },
    {
      name: "shop-prod-reports_event-render",
      timeout: 1,
      versions: 1,
      aliases: { live: "1" },
      provisioned: { live: 2 },
      invokedBy: ["s3.amazonaws.com"],
      deadLetter: `${queue}:dead-letters`,
    },
  ],
};

export const frameworkStacks: readonly StackSeed[] = [];
