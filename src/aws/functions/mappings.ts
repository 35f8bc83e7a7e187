import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { parseFunctionId, type EventSourceMapping, type Functions } from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import { orGone, orMissing } from "../call/errors.js";
import type { Lambda } from "../sdk/lambda.js";

/** Lambda's event source mappings. */
export function createMappings(
  connect: () => Promise<Lambda>,
  call: Call,
): Pick<Functions, "listMappings" | "getMapping" | "setMapping"> {
  const getMapping: Functions["getMapping"] = async (uuid) => {
    const lambda = await connect();
    const mapping = call("lambda:GetEventSourceMapping", uuid, () =>
      lambda.getEventSourceMapping({ UUID: uuid }),
    );
    return orMissing(undefined, mapping.then(parse));
  };

  return {
    // Unfiltered: by bare function name AWS may leave out mappings that are bound to an alias.
    async listMappings() {
      const lambda = await connect();
      const mappings: EventSourceMapping[] = [];
      let marker: string | undefined;
      do {
        const page = await call("lambda:ListEventSourceMappings", "*", () =>
          lambda.listEventSourceMappings({ Marker: marker }),
        );
        mappings.push(...(page.EventSourceMappings ?? []).map(parse));
        marker = page.NextMarker;
      } while (marker !== undefined && marker !== "");
      return mappings;
    },

    getMapping,

    async setMapping(uuid, enabled) {
      const lambda = await connect();
      const update = call("lambda:UpdateEventSourceMapping", uuid, () =>
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
      // A Kafka of one's own has no ARN.
      source: source ?? "a self-managed Kafka cluster",
      startsAtLatest: startingPosition === "LATEST",
      ...(age < 0 ? {} : { maximumAgeSeconds: age }),
    },
  };
}
