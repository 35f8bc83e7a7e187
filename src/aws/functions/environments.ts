import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import {
  JetsError,
  type Environments,
  type FunctionAlias,
  type FunctionEnvironment,
} from "../../maintenance/index.js";
import { defined } from "../../defined.js";
import { isRefusal, orMissing } from "../call/refusals.js";
import { parseSdkError } from "../call/sdk-error.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";

/** The environment variables of functions, and the aliases that keep older ones. */
export function createEnvironments(call: ServiceCall<Lambda>): Environments {
  return {
    getEnvironment(name, version) {
      const resource = version === undefined ? name : `${name}:${version}`;
      const answer = call("lambda:GetFunctionConfiguration", resource, (lambda) =>
        lambda.getFunctionConfiguration({ FunctionName: name, Qualifier: version }),
      );
      return orMissing(undefined, answer.then(parseEnvironment));
    },

    async putVariables(name, variables, revision) {
      try {
        await call("lambda:UpdateFunctionConfiguration", name, (lambda) =>
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

    listAliases: (name) => orMissing([], listAliases(name, call)),
  };
}

/** AWS may repeat all the variables with their values in a refusal: pass on neither its text nor its cause. */
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
  "Its text may hold the variables, and is not shown. Repeat the command; if that does not help, change a variable in Lambda's console, which shows the reason.";

function parseEnvironment({
  Environment: { Variables: variables = {}, Error: failure } = {},
  RevisionId: revision = "",
  LastUpdateStatus: update = "Successful",
  LastUpdateStatusReason: updateReason,
}: FunctionConfiguration): FunctionEnvironment {
  const unreadable = failure && (failure.Message ?? failure.ErrorCode ?? "AWS does not say why.");
  return { variables, revision, update, ...defined({ unreadable, updateReason }) };
}

async function listAliases(name: string, call: ServiceCall<Lambda>): Promise<FunctionAlias[]> {
  const pages = await readPages((next) =>
    call("lambda:ListAliases", name, (lambda) => lambda.listAliases({ FunctionName: name, Marker: next })),
  );
  return pages
    .flatMap((page) => page.Aliases ?? [])
    .map(({ Name = "", FunctionVersion = "", RoutingConfig: routing }) => ({
      name: Name,
      versions: [FunctionVersion, ...Object.keys(routing?.AdditionalVersionWeights ?? {})],
    }));
}
