import { JetsError, type Functions } from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import { orMissing } from "../call/errors.js";
import { callersIn } from "./resource-policy.js";
import type { Lambda } from "../sdk/lambda.js";

/** What a function's own version has to say of lost events. */
type Events = Pick<Functions, "listCallers" | "listFailureDestinations" | "listVersions">;

/** Who sends a function asynchronous events, and where they go when it cannot take them. */
export function createEvents(connect: () => Promise<Lambda>, call: Call): Events {
  return {
    async listCallers(name, qualifier) {
      const lambda = await connect();
      const resource = qualifier === undefined ? name : `${name}:${qualifier}`;
      const asked = { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) };
      // Refused alike where there is no policy, and where the alias is gone.
      const answer = await orMissing(
        undefined,
        call("lambda:GetPolicy", resource, () => lambda.getPolicy(asked)),
      );
      if (answer === undefined) return [];
      const callers = callersIn(answer.Policy ?? "");
      if (callers === undefined) throw unreadable(resource);
      return callers;
    },

    async listFailureDestinations(name) {
      const lambda = await connect();
      const destinations = new Map<string, string>();
      let marker: string | undefined;
      do {
        const page = await call("lambda:ListFunctionEventInvokeConfigs", name, () =>
          lambda.listFunctionEventInvokeConfigs({ FunctionName: name, Marker: marker }),
        );
        for (const { FunctionArn: arn = "", DestinationConfig: config } of page.FunctionEventInvokeConfigs ??
          []) {
          const destination = config?.OnFailure?.Destination ?? "";
          // `FunctionArn` ends in `:$LATEST`, `:alias` or `:version`.
          if (destination !== "") destinations.set(arn.split(":")[7] ?? "$LATEST", destination);
        }
        marker = page.NextMarker;
      } while (marker !== undefined && marker !== "");
      return destinations;
    },

    async listVersions(name) {
      const lambda = await connect();
      const versions = new Map<string, string | undefined>();
      let marker: string | undefined;
      do {
        const page = await call("lambda:ListVersionsByFunction", name, () =>
          lambda.listVersionsByFunction({ FunctionName: name, Marker: marker }),
        );
        for (const { Version: version = "", DeadLetterConfig: deadLetters } of page.Versions ?? []) {
          const target = deadLetters?.TargetArn ?? "";
          if (version !== "$LATEST") versions.set(version, target === "" ? undefined : target);
        }
        marker = page.NextMarker;
      } while (marker !== undefined && marker !== "");
      return versions;
    },
  };
}

const unreadable = (resource: string): JetsError =>
  new JetsError(
    "aws_refused",
    `The resource policy of ${resource} is not one that can be read.`,
    `Look at it with \`aws lambda get-policy --function-name ${resource}\`.`,
  );
