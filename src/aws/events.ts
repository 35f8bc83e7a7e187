import * as v from "valibot";
import type { Functions } from "../maintenance/index.js";
import type { Call } from "./call.js";
import { orMissing } from "./errors.js";
import type { Lambda } from "./sdk/lambda.js";

/** Which services call a function asynchronously: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
const asyncServices = new Set([
  "cloudwatch",
  "codecommit",
  "codepipeline",
  "config",
  "events",
  "iot",
  "logs",
  "s3",
  "scheduler",
  "ses",
  "sns",
]);

const policySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Statement: v.array(
      v.object({ Principal: v.fallback(v.object({ Service: v.string() }), { Service: "" }) }),
    ),
  }),
);

/** Who sends a function asynchronous events, and where they go when it cannot take them. */
export function createEvents(
  connect: () => Promise<Lambda>,
  call: Call,
): Pick<Functions, "listAsyncSources" | "listFailureDestinations"> {
  return {
    async listAsyncSources(name) {
      const lambda = await connect();
      const policy = await orMissing(
        undefined,
        call("lambda:GetPolicy", name, () => lambda.getPolicy({ FunctionName: name })),
      );
      const parsed = v.safeParse(policySchema, policy?.Policy);
      if (!parsed.success) return [];
      // `logs.us-east-1.amazonaws.com` and `s3.amazonaws.com.cn` are called by their first name too.
      const services = parsed.output.Statement.map(({ Principal }) => Principal.Service.split(".")[0] ?? "");
      return [...new Set(services)].filter((service) => asyncServices.has(service)).sort();
    },

    async listFailureDestinations(name) {
      const lambda = await connect();
      const destinations: string[] = [];
      let marker: string | undefined;
      do {
        const page = await call("lambda:ListFunctionEventInvokeConfigs", name, () =>
          lambda.listFunctionEventInvokeConfigs({ FunctionName: name, Marker: marker }),
        );
        const configs = page.FunctionEventInvokeConfigs ?? [];
        destinations.push(
          ...configs.flatMap((config) => config.DestinationConfig?.OnFailure?.Destination ?? []),
        );
        marker = page.NextMarker;
      } while (marker !== undefined && marker !== "");
      return destinations;
    },
  };
}
