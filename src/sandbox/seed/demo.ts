import type { StackSeed } from "./seed.js";

const queue = "arn:aws:sqs:us-east-1:123456789012";

/** The demo application: what a Ruby on Jets project looks like once it is deployed. */
export const demoStacks: readonly StackSeed[] = [
  {
    name: "demo-dev",
    functions: [
      {
        name: "demo-dev-controller",
        logicalId: "ControllerLambdaFunction",
        versions: 1,
        aliases: { live: "1" },
        invokedBy: ["apigateway.amazonaws.com"],
        environment: { JETS_ENV: "dev" },
      },
    ],
    resources: [
      { logicalId: "JobsQueue", type: "AWS::SQS::Queue", physicalId: "demo-dev-jobs" },
      { logicalId: "RestApi", type: "AWS::ApiGateway::RestApi", physicalId: "a1b2c3d4e5" },
    ],
    nested: [
      {
        logicalId: "CleanupEvent",
        functions: [
          // Unreserved; a schedule runs it, and nothing catches what is lost.
          {
            name: "demo-dev-cleanup_event-purge",
            timeout: 300,
            invokedBy: ["events.amazonaws.com"],
          },
          // Switched off by hand long ago: reserved 0, and so it must stay.
          { name: "demo-dev-cleanup_event-legacy", reserved: 0, invokedBy: ["events.amazonaws.com"] },
        ],
      },
      {
        logicalId: "JobsEvent",
        functions: [
          {
            name: "demo-dev-jobs_event-perform",
            reserved: 20,
            timeout: 900,
            mappings: [{ source: `${queue}:demo-dev-jobs` }],
          },
        ],
        nested: [
          {
            logicalId: "ReportsEvent",
            functions: [
              {
                name: "demo-dev-reports_event-render",
                reserved: 10,
                versions: 2,
                aliases: { live: "2", canary: "1" },
                provisioned: { live: 4, canary: 1 },
                invokedBy: ["s3.amazonaws.com"],
                deadLetter: `${queue}:demo-dev-dead-letters`,
              },
            ],
          },
        ],
      },
    ],
  },
];
