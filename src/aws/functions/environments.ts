import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import {
  JetsError,
  type Environments,
  type FunctionAlias,
  type FunctionEnvironment,
} from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import { isRefusal, orMissing } from "../call/errors.js";
import { parseSdkError } from "../call/sdk-error.js";
import type { Lambda } from "../sdk/lambda.js";

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
        if (isRefusal(error, "InvalidParameterValueException", /exceeded the 4KB limit/)) return "too large";
        if (isRefusal(error, "RequestEntityTooLargeException")) return "too large";
        throw withoutText(error, name);
      }
    },

    listAliases: (name) => orMissing([], listAliases(name, connect, call)),
  };
}

/** AWS may repeat all the variables with their values in any refusal: neither its text nor what holds it goes on. */
function withoutText(error: unknown, name: string): unknown {
  if (!(error instanceof JetsError) || error.cause === undefined) return error;
  const { code, message, hint } = error;
  const cause = parseSdkError(error.cause);
  // Those of this machine, and who may do what, are no text about the variables.
  const isOwn = code === "access_denied" || cause.$metadata.httpStatusCode === undefined;
  if (isOwn) return new JetsError(code, message, hint);
  const fact = `AWS answered lambda:UpdateFunctionConfiguration on ${name} with ${cause.name}.`;
  return new JetsError(code, fact, code === "aws_refused" ? refused : hint);
}

const refused =
  "Its text may hold the variables, and is not shown. Repeat the command; where that does not help, change a variable in Lambda's console, which says why not.";

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
