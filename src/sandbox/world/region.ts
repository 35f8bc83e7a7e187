import type { CloudFormationState } from "../cloudformation/state.js";
import type { LambdaState } from "../lambda/state.js";
import type { Place } from "../place.js";
import type { SsmState } from "../ssm/state.js";

/** Everything that there is in one region. */
export interface Region {
  readonly place: Place;
  readonly lambda: LambdaState;
  readonly ssm: SsmState;
  readonly cloudFormation: CloudFormationState;
}

/** A region with nothing in it. */
export function createRegion(place: Place): Region {
  return {
    place,
    lambda: { place, functions: new Map(), mappings: new Map() },
    ssm: { place, parameters: new Map(), deletedAt: new Map(), recycledNames: [] },
    cloudFormation: { place, stacks: new Map() },
  };
}
