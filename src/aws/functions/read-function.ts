import type { FunctionConfiguration, GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { defined } from "../../defined.js";
import { JetsError, type LambdaFunction, type ReservedConcurrency } from "../../maintenance/index.js";
import type { ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";

/** A function's settings, as far as maintenance looks at them. @throws JetsError also where it is missing */
export async function readFunction(name: string, call: ServiceCall<Lambda>): Promise<LambdaFunction> {
  try {
    const answer = await getFunction(name, call);
    const reserved = reservedIn(answer);
    const tags = answer.TagsError === undefined ? (answer.Tags ?? {}) : undefined;
    return { ...parse(name, answer.Configuration ?? {}), ...defined({ reserved, tags }) };
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "access_denied") throw error;
    const [configuration, reserved] = await Promise.all([
      call("lambda:GetFunctionConfiguration", name, (lambda) =>
        lambda.getFunctionConfiguration({ FunctionName: name }),
      ),
      readReserved(name, call),
    ]);
    return { ...parse(name, configuration), reserved };
  }
}

// It has a quota of its own, seven times that of the other calls here.
const getFunction = (name: string, call: ServiceCall<Lambda>): Promise<GetFunctionCommandOutput> =>
  call("lambda:GetFunction", name, (lambda) => lambda.getFunction({ FunctionName: name }));

const reservedIn = ({ Concurrency: shown }: GetFunctionCommandOutput): number | undefined =>
  shown?.ReservedConcurrentExecutions;

/** The reservation that GetFunction shows, which may hide a 0. @throws JetsError also where the function is missing */
export const readShownReserved = async (
  name: string,
  call: ServiceCall<Lambda>,
): Promise<number | undefined> => reservedIn(await getFunction(name, call));

/** What is reserved for a function, a 0 for certain. @throws JetsError also where the function is missing */
export async function readReserved(name: string, call: ServiceCall<Lambda>): Promise<ReservedConcurrency> {
  const answer = await call("lambda:GetFunctionConcurrency", name, (lambda) =>
    lambda.getFunctionConcurrency({ FunctionName: name }),
  );
  return answer.ReservedConcurrentExecutions ?? null;
}

function parse(name: string, configuration: FunctionConfiguration): LambdaFunction {
  const deadLetterTarget = configuration.DeadLetterConfig?.TargetArn;
  return {
    name,
    role: configuration.Role ?? "",
    // Lambda's own default timeout is 3 seconds; the answer always has the field.
    timeoutSeconds: configuration.Timeout ?? 3,
    ...defined({
      unstoppable: whyUnstoppable(configuration),
      deadLetterTarget: deadLetterTarget === "" ? undefined : deadLetterTarget,
    }),
  };
}

function whyUnstoppable(configuration: FunctionConfiguration): string | undefined {
  if (configuration.MasterArn !== undefined) return "it is a Lambda@Edge replica";
  if (configuration.CapacityProviderConfig !== undefined) return "it runs on Lambda managed instances";
  if (configuration.DurableConfig !== undefined) return "it is a durable function";
  return undefined;
}
