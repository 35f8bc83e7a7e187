import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Environments, FunctionAlias, FunctionEnvironment } from "../maintenance/index.js";
import type { Call } from "./call.js";
import { isRefusal, orMissing } from "./errors.js";
import type { Lambda } from "./sdk/lambda.js";

/** The environment variables of functions, and the aliases that keep older ones. */
export function createEnvironments(connect: () => Promise<Lambda>, call: Call): Environments {
  return {
    async getEnvironment(name, version) {
      const lambda = await connect();
      const resource = version === undefined ? name : `${name}:${version}`;
      const answer = call("lambda:GetFunctionConfiguration", resource, () =>
        lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: version }),
      );
      return orMissing(undefined, answer.then(parseEnvironment));
    },

    async putVariables(name, variables, revision) {
      const lambda = await connect();
      try {
        await call("lambda:UpdateFunctionConfiguration", name, () =>
          lambda.updateFunctionConfiguration({
            FunctionName: name,
            Environment: { Variables: { ...variables } },
            RevisionId: revision,
          }),
        );
        return "written";
      } catch (error) {
        if (isRefusal(error, "PreconditionFailedException")) return "changed meanwhile";
        if (isRefusal(error, "ResourceNotFoundException")) return "missing";
        // Neither text may get any further: AWS puts all the variables into it, with their values.
        if (isRefusal(error, "InvalidParameterValueException", /exceeded the 4KB limit/)) return "too large";
        if (isRefusal(error, "RequestEntityTooLargeException")) return "too large";
        throw error;
      }
    },

    listAliases: (name) => orMissing([], listAliases(name, connect, call)),
  };
}

function parseEnvironment({
  Environment: { Variables: variables = {}, Error: failure } = {},
  RevisionId: revision = "",
  LastUpdateStatus: update = "Successful",
  LastUpdateStatusReason: updateReason,
}: FunctionConfiguration): FunctionEnvironment {
  return {
    variables,
    ...(failure === undefined
      ? {}
      : { unreadable: failure.Message ?? failure.ErrorCode ?? "AWS does not say why." }),
    revision,
    update,
    ...(updateReason === undefined ? {} : { updateReason }),
  };
}

async function listAliases(
  name: string,
  connect: () => Promise<Lambda>,
  call: Call,
): Promise<FunctionAlias[]> {
  const lambda = await connect();
  const aliases: FunctionAlias[] = [];
  let marker: string | undefined;
  do {
    const page = await call("lambda:ListAliases", name, () =>
      lambda.listAliases({ FunctionName: name, Marker: marker }),
    );
    for (const { Name = "", FunctionVersion = "", RoutingConfig } of page.Aliases ?? []) {
      const others = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {});
      aliases.push({ name: Name, versions: [FunctionVersion, ...others] });
    }
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== "");
  return aliases;
}
