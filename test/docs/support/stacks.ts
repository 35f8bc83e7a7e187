import { blocksOf } from "./pages.js";
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

/** The applications of docs/fleets.md. */
export const fleet = JSON.parse(
  blocksOf("docs/fleets.md").find(({ file }) => file === "fleet.json")?.text ?? "[]",
) as StackSeed[];

/** The shop of docs/frameworks.md as each framework deploys it, with the functions that it adds. */
export const frameworkStacks: readonly StackSeed[] = [
  {
    name: "shop-sam",
    functions: [
      { name: "shop-sam-ApiFunction-a8LzPf0TrYbN", logicalId: "ApiFunction" },
      {
        name: "shop-sam-OrderFunction-Qm3Zc8kPw1Vd",
        logicalId: "OrderFunction",
        mappings: [{ source: `${queue}:shop-sam-Orders-1Hs` }],
      },
      {
        name: "shop-sam-NightlyFunction-Xe7uKd4GmSyo",
        logicalId: "NightlyFunction",
        invokedBy: ["events.amazonaws.com"],
      },
    ],
  },
  {
    name: "ShopCdk",
    functions: [
      { name: "ShopCdk-ApiF70053CD-Zt6nRwE1oPvQ", logicalId: "ApiF70053CD" },
      {
        name: "ShopCdk-Order702A5B72-9hJmT2xWqLrE",
        logicalId: "Order702A5B72",
        mappings: [{ source: `${queue}:ShopCdk-OrdersA9B65338` }],
      },
      {
        name: "ShopCdk-NightlyC44EE0A7-c5VyDg8NuKsB",
        logicalId: "NightlyC44EE0A7",
        invokedBy: ["events.amazonaws.com"],
      },
      {
        name: "ShopCdk-LogRetentionaae0aa3c5b4d4f87b02d85b201efdd-Jk2",
        logicalId: "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A",
      },
    ],
  },
  {
    name: "shop-sls-prod",
    functions: [
      { name: "shop-sls-prod-api", logicalId: "ApiLambdaFunction" },
      {
        name: "shop-sls-prod-order",
        logicalId: "OrderLambdaFunction",
        mappings: [{ source: `${queue}:orders` }],
      },
      {
        name: "shop-sls-prod-nightly",
        logicalId: "NightlyLambdaFunction",
        invokedBy: ["events.amazonaws.com"],
      },
      {
        name: "shop-sls-prod-custom-resource-apigw-cw-role",
        logicalId: "CustomDashresourceDashapigwDashcwDashroleLambdaFunction",
      },
    ],
  },
];
