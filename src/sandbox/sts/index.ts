import { AwsError, type Service } from "../wire/messages.js";
import { createQueryService, type QueryOperation } from "../wire/query.js";
import { assumeRole } from "./assume-role.js";
import type { StsState } from "./state.js";

const operations = new Map<string, QueryOperation<StsState>>([
  ["AssumeRole", assumeRole],
  [
    "GetCallerIdentity",
    (_state, _input, { account, arn, userId }) => ({ UserId: userId(), Account: account, Arn: arn }),
  ],
]);

/** What it answers. */
export const stsOperations: readonly string[] = [...operations.keys()];

/** The Security Token Service over the AWS Query protocol. */
export function createSts(state: StsState): Service {
  const api = {
    host: "https://sts.amazonaws.com",
    version: "2011-06-15",
    operations,
    describe: (_: StsState, __: string, { RoleArn }: Readonly<Record<string, unknown>>) => {
      const target = typeof RoleArn === "string" ? RoleArn : "";
      return { service: "STS", target, resource: target || "*", changing: false } as const;
    },
  };
  return createQueryService(state, api, {
    conflict: () => new AwsError("Throttling", 400, "Rate exceeded"),
  });
}
