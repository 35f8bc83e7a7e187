import { createCloudFormation } from "./cloudformation/index.js";
import { createLambda } from "./lambda/index.js";
import type { RegionContext } from "./context.js";
import { createQuotas, type QuotaLimits, type Quotas } from "./quotas.js";
import { createSqs } from "./sqs/index.js";
import { createSsm } from "./ssm/index.js";
import { createSts } from "./sts/index.js";
import type { StsState } from "./sts/state.js";
import { serviceOf } from "./wire/authorization.js";
import type { Service, WireRequest } from "./wire/messages.js";
import { unknownService } from "./wire/unknown-service.js";
import { createRegion, type Region } from "./world/region.js";

/** A region with the services that answer for it. */
export interface ServedRegion {
  readonly region: Region;
  readonly quotas: Quotas | undefined;
  /** The service that a request is for. */
  serviceFor(request: WireRequest): Service;
}

/** What a region shares with all others, and the limits of its quotas. */
interface Surroundings extends Omit<StsState, "context"> {
  readonly limits: QuotaLimits | undefined;
}

/** Opens an empty region to requests. */
export function serveRegion(context: RegionContext, { limits, roles, sessions }: Surroundings): ServedRegion {
  const region = createRegion(context);
  const services = {
    Lambda: createLambda(region.lambda),
    SSM: createSsm(region.ssm),
    SQS: createSqs(region.sqs),
    CloudFormation: createCloudFormation(region.cloudFormation),
    STS: createSts({ context, roles, sessions }),
  };
  return {
    region,
    quotas: limits === undefined ? undefined : createQuotas(limits, () => context.now()),
    serviceFor: (request) => {
      const name = serviceOf(request);
      return name === undefined ? unknownService : services[name];
    },
  };
}
