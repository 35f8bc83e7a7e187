import { JetsError, type Functions } from "../../maintenance/index.js";
import { defined } from "../../defined.js";
import { orMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";
import { callersIn } from "./resource-policy.js";

/** What a function's own version has to say of lost events. */
type Events = Pick<Functions, "listCallers" | "listFailureDestinations" | "listVersions">;

/** Who sends a function asynchronous events, and where they go when it cannot take them. */
export function createEvents(call: ServiceCall<Lambda>): Events {
  return {
    async listCallers(name, qualifier) {
      const resource = qualifier === undefined ? name : `${name}:${qualifier}`;
      // AWS gives the same refusal if there is no policy and if the alias is gone.
      const answer = await orMissing(
        undefined,
        call("lambda:GetPolicy", resource, (lambda) =>
          lambda.getPolicy({ FunctionName: name, ...defined({ Qualifier: qualifier }) }),
        ),
      );
      if (answer === undefined) return [];
      const callers = callersIn(answer.Policy ?? "");
      if (callers === undefined) throw unreadable(resource);
      return callers;
    },

    async listFailureDestinations(name) {
      const pages = await readPages((next) =>
        call("lambda:ListFunctionEventInvokeConfigs", name, (lambda) =>
          lambda.listFunctionEventInvokeConfigs({ FunctionName: name, Marker: next }),
        ),
      );
      const configs = pages.flatMap((page) => page.FunctionEventInvokeConfigs ?? []);
      return new Map(
        configs.flatMap(({ FunctionArn: arn = "", DestinationConfig: config }) => {
          const destination = config?.OnFailure?.Destination ?? "";
          // `FunctionArn` ends in `:$LATEST`, `:alias` or `:version`.
          return destination === "" ? [] : [[arn.split(":")[7] ?? "$LATEST", destination]];
        }),
      );
    },

    async listVersions(name) {
      const pages = await readPages((next) =>
        call("lambda:ListVersionsByFunction", name, (lambda) =>
          lambda.listVersionsByFunction({ FunctionName: name, Marker: next }),
        ),
      );
      const versions = new Map<string, string | undefined>();
      for (const { Version: version = "", DeadLetterConfig: config } of pages.flatMap(
        (page) => page.Versions ?? [],
      )) {
        const target = config?.TargetArn ?? "";
        if (version !== "$LATEST") versions.set(version, target === "" ? undefined : target);
      }
      return versions;
    },
  };
}

const unreadable = (resource: string): JetsError =>
  new JetsError(
    "aws_refused",
    `The resource policy of ${resource} cannot be read.`,
    `See it with \`aws lambda get-policy --function-name ${resource}\`.`,
  );
