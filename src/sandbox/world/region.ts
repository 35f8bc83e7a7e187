import type { CloudFormationState } from "../cloudformation/state.js";
import type { LambdaState } from "../lambda/state.js";
import type { RegionContext } from "../context.js";
import type { SqsState } from "../sqs/state.js";
import type { SsmState } from "../ssm/state.js";

/** Everything that there is in one region. */
export interface Region {
  readonly context: RegionContext;
  readonly lambda: LambdaState;
  readonly ssm: SsmState;
  readonly sqs: SqsState;
  readonly cloudFormation: CloudFormationState;
}

/** A region with nothing in it. */
export function createRegion(context: RegionContext): Region {
  const sqs = { context, queues: new Map(), deletedAt: new Map() };
  return {
    context,
    lambda: { context, functions: new Map(), mappings: new Map(), sqs, sendableBy: new Map(), events: [] },
    ssm: { context, parameters: new Map(), deletedAt: new Map(), recycledNames: [] },
    sqs,
    cloudFormation: { context, stacks: new Map() },
  };
}
