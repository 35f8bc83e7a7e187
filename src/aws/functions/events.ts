import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { JetsError, type EventConfig, type Functions, type RoleDenied } from "../../maintenance/index.js";
import { defined } from "../../defined.js";
import { isRefusal, orMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";
import { callersIn } from "./resource-policy.js";

type Events = Pick<
  Functions,
  "listCallers" | "listEventConfigs" | "listVersions" | "putEventConfig" | "sendEvent"
>;

/** Who sends a function asynchronous events, where they go when it cannot take them, and events of our own. */
export function createEvents(call: ServiceCall<Lambda>): Events {
  return {
    ...createConfigs(call),

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

    async listVersions(name) {
      const listing = readPages((next) =>
        call("lambda:ListVersionsByFunction", name, (lambda) =>
          lambda.listVersionsByFunction({ FunctionName: name, Marker: next }),
        ),
      );
      const pages = await orMissing([], listing);
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

/** What is configured for asynchronous events, and events of our own. */
function createConfigs(
  call: ServiceCall<Lambda>,
): Pick<Events, "listEventConfigs" | "putEventConfig" | "sendEvent"> {
  return {
    listEventConfigs: (name) => orMissing(new Map<string, EventConfig>(), listEventConfigs(name, call)),

    async putEventConfig(name, qualifier, config) {
      try {
        await (config === null
          ? deleteConfig(name, qualifier, call)
          : putConfig(name, qualifier, config, call));
        return "written";
      } catch (error) {
        if (isRefusal(error, "InvalidParameterValueException", deniedRole)) return deniedIn(String(error));
        if (!isRefusal(error, "ResourceNotFoundException")) throw error;
        // A configuration that is to be deleted may just not be there.
        if (config === null) return "written";
        return "missing";
      }
    },

    async sendEvent(name, qualifier, payload) {
      const sent = call("lambda:InvokeFunction", `${name}:${qualifier}`, (lambda) =>
        lambda.invoke({
          FunctionName: name,
          Qualifier: qualifier,
          InvocationType: "Event",
          Payload: Buffer.from(payload),
        }),
      );
      return orMissing(
        false,
        sent.then(() => true),
      );
    },
  };
}

/**
 * Two wordings are on record: "The function's execution role does not have permissions to call SendMessage on arn:...",
 * "The function execution role does not have permissions to call ...".
 */
const deniedRole = /execution role does not have permissions/i;

const deniedCall = /permissions to call (?<call>\w+) on (?<resource>arn:[^\s,]*[^\s,.])/;

function deniedIn(message: string): RoleDenied {
  const { call, resource } = deniedCall.exec(message)?.groups ?? {};
  if (call === undefined || resource === undefined) return {};
  return { action: `${resource.split(":")[2] ?? ""}:${call}`, resource };
}

async function listEventConfigs(
  name: string,
  call: ServiceCall<Lambda>,
): Promise<ReadonlyMap<string, EventConfig>> {
  const pages = await readPages((next) =>
    call("lambda:ListFunctionEventInvokeConfigs", name, (lambda) =>
      lambda.listFunctionEventInvokeConfigs({ FunctionName: name, Marker: next }),
    ),
  );
  const configs = pages.flatMap((page) => page.FunctionEventInvokeConfigs ?? []);
  // `FunctionArn` ends in `:$LATEST`, `:alias` or `:version`.
  return new Map(
    configs.map((config) => [config.FunctionArn?.split(":")[7] ?? "$LATEST", parseConfig(config)]),
  );
}

const parseConfig = ({
  DestinationConfig: destinations,
  MaximumEventAgeInSeconds: maximumAge,
  MaximumRetryAttempts: maximumRetries,
}: FunctionEventInvokeConfig): EventConfig =>
  defined({
    onSuccess: orNone(destinations?.OnSuccess?.Destination),
    onFailure: orNone(destinations?.OnFailure?.Destination),
    maximumAge,
    maximumRetries,
  });

const orNone = (arn: string | undefined): string | undefined => (arn === "" ? undefined : arn);

/** Put replaces all that it is not given: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
async function putConfig(
  name: string,
  qualifier: string,
  { onSuccess, onFailure, maximumAge, maximumRetries }: EventConfig,
  call: ServiceCall<Lambda>,
): Promise<void> {
  const destinations = defined({
    OnSuccess: onSuccess === undefined ? undefined : { Destination: onSuccess },
    OnFailure: onFailure === undefined ? undefined : { Destination: onFailure },
  });
  await call("lambda:PutFunctionEventInvokeConfig", `${name}:${qualifier}`, (lambda) =>
    lambda.putFunctionEventInvokeConfig({
      FunctionName: name,
      Qualifier: qualifier,
      DestinationConfig: destinations,
      MaximumEventAgeInSeconds: maximumAge,
      MaximumRetryAttempts: maximumRetries,
    }),
  );
}

async function deleteConfig(name: string, qualifier: string, call: ServiceCall<Lambda>): Promise<void> {
  await call("lambda:DeleteFunctionEventInvokeConfig", `${name}:${qualifier}`, (lambda) =>
    lambda.deleteFunctionEventInvokeConfig({ FunctionName: name, Qualifier: qualifier }),
  );
}

const unreadable = (resource: string): JetsError =>
  new JetsError(
    "aws_refused",
    `The resource policy of ${resource} cannot be read.`,
    `See it with \`aws lambda get-policy --function-name ${resource}\`.`,
  );
