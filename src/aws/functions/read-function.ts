import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { defined } from "../../defined.js";
import { JetsError, type LambdaFunction, type ReservedConcurrency } from "../../maintenance/index.js";
import type { ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";

/** A function's settings, as far as maintenance looks at them. @throws JetsError also where it is missing */
export async function readFunction(name: string, call: ServiceCall<Lambda>): Promise<LambdaFunction> {
  const readReserved = async (): Promise<ReservedConcurrency> => {
    const answer = await call("lambda:GetFunctionConcurrency", name, (lambda) =>
      lambda.getFunctionConcurrency({ FunctionName: name }),
    );
    return answer.ReservedConcurrentExecutions ?? null;
  };
  try {
    // GetFunction has a quota of its own, seven times that of the calls below.
    const answer = await call("lambda:GetFunction", name, (lambda) =>
      lambda.getFunction({ FunctionName: name }),
    );
    // Whether AWS shows a reservation of 0 here is not documented, and some emulators don't: silence is asked about.
    const reserved = answer.Concurrency?.ReservedConcurrentExecutions ?? (await readReserved());
    const tags = answer.TagsError === undefined ? (answer.Tags ?? {}) : undefined;
    return { ...parse(name, answer.Configuration ?? {}, reserved), ...defined({ tags }) };
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "access_denied") throw error;
    const [configuration, reserved] = await Promise.all([
      call("lambda:GetFunctionConfiguration", name, (lambda) =>
        lambda.getFunctionConfiguration({ FunctionName: name }),
      ),
      readReserved(),
    ]);
    return parse(name, configuration, reserved);
  }
}

function parse(
  name: string,
  configuration: FunctionConfiguration,
  reserved: ReservedConcurrency,
): LambdaFunction {
  const deadLetterTarget = configuration.DeadLetterConfig?.TargetArn;
  return {
    name,
    reserved,
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
