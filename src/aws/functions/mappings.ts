import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { defined } from "../../defined.js";
import { parseFunctionId, type EventSourceMapping, type Functions } from "../../maintenance/index.js";
import { orGone, orMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";

/** Lambda's event source mappings. */
export function createMappings(
  call: ServiceCall<Lambda>,
): Pick<Functions, "listMappings" | "getMapping" | "setMapping"> {
  const getMapping: Functions["getMapping"] = (uuid) => {
    const mapping = call("lambda:GetEventSourceMapping", uuid, (lambda) =>
      lambda.getEventSourceMapping({ UUID: uuid }),
    );
    return orMissing(undefined, mapping.then(parse));
  };

  return {
    // Unfiltered: by bare function name AWS may leave out mappings that are bound to an alias.
    async listMappings() {
      const pages = await readPages((next) =>
        call("lambda:ListEventSourceMappings", "*", (lambda) =>
          lambda.listEventSourceMappings({ Marker: next }),
        ),
      );
      return pages.flatMap(({ EventSourceMappings: mappings = [] }) => mappings.map(parse));
    },

    getMapping,

    setMapping(uuid, enabled) {
      const update = call("lambda:UpdateEventSourceMapping", uuid, (lambda) =>
        lambda.updateEventSourceMapping({ UUID: uuid, Enabled: enabled }),
      );
      return orGone(
        false,
        update.then(() => true),
        async () => (await getMapping(uuid)) !== undefined,
      );
    },
  };
}

function parse({
  UUID = "",
  FunctionArn = "",
  State = "",
  ...others
}: EventSourceMappingConfiguration): EventSourceMapping {
  const functionName = parseFunctionId(FunctionArn)?.name ?? "";
  return { uuid: UUID, functionName, state: State, ...streamOf(others) };
}

/** Only streams have a starting position; -1 is any age. */
function streamOf({
  EventSourceArn: source,
  StartingPosition: startingPosition,
  MaximumRecordAgeInSeconds: age = -1,
}: EventSourceMappingConfiguration): Pick<EventSourceMapping, "stream"> {
  if (startingPosition === undefined && age < 0) return {};
  return {
    stream: {
      // A self-managed Kafka has no ARN.
      source: source ?? "a self-managed Kafka cluster",
      startsAtLatest: startingPosition === "LATEST",
      ...defined({ maximumAgeSeconds: age < 0 ? undefined : age }),
    },
  };
}
