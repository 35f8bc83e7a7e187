import type {
  ParameterHistory,
  Parameter as SsmParameter,
  PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import type { Parameter, ParameterCalls, ParameterVersion, Written } from "../maintenance/index.js";
import { mapBounded, NoRoom } from "../maintenance/index.js";
import type { Call } from "./call/call.js";
import { isRefusal } from "./call/errors.js";
import type { SsmCalls } from "./sdk/ssm.js";

/** GetParameters and DeleteParameters take this many names, GetParametersByPath answers with this many. */
const batch = 10;

/** SSM Parameter Store. `connect` gives the client, loaded at the first call. */
export function createParameters(
  connect: () => Promise<SsmCalls>,
  call: Call,
  serverTime: () => Date,
): ParameterCalls {
  const writeIn = async (tier: Tier, name: string, value: string, Overwrite: boolean): Promise<Written> => {
    const ssm = await connect();
    let sent = 0;
    const { Version = 0 } = await call("ssm:PutParameter", name, () => {
      sent += 1;
      return ssm.putParameter({ Name: name, Value: value, Type: "String", Overwrite, ...tier });
    });
    return { version: Version, repeated: sent > 1 };
  };

  const write = async (name: string, value: string, overwrite: boolean): Promise<Written> => {
    let refused: unknown;
    for (const tier of tiers) {
      // What is not Advanced by now must not become it without being asked for.
      if (tier.Tier === "Advanced" && !isOfTier(refused)) break;
      try {
        return await writeIn(tier, name, value, overwrite);
      } catch (error) {
        if (!isOfTier(error) && !isRefusal(error, "ParameterLimitExceeded")) throw error;
        refused = error;
      }
    }
    throw isOfTier(refused) ? refused : new NoRoom(name, refused);
  };

  return {
    async get(...names) {
      const ssm = await connect();
      const answers = await mapBounded(chunks(names), (chunk) =>
        call("ssm:GetParameters", chunk.join(", "), () => ssm.getParameters({ Names: chunk })),
      );
      return answers.flatMap((answer) => (answer.Parameters ?? []).flatMap(parse));
    },

    async list(path) {
      const ssm = await connect();
      const parameters: Parameter[] = [];
      let next: string | undefined;
      do {
        const page = await call("ssm:GetParametersByPath", path, () =>
          ssm.getParametersByPath({ Path: path, Recursive: true, MaxResults: batch, NextToken: next }),
        );
        parameters.push(...(page.Parameters ?? []).flatMap(parse));
        next = page.NextToken;
      } while (next !== undefined && next !== "");
      return { parameters, asOf: serverTime() };
    },

    history: (name) => listVersions(name, connect, call),

    async create(name, value) {
      try {
        await write(name, value, false);
        return true;
      } catch (error) {
        if (isRefusal(error, "ParameterAlreadyExists")) return false;
        throw error;
      }
    },

    put: (name, value) => write(name, value, true),

    async delete(names) {
      const ssm = await connect();
      await mapBounded(chunks(names), (chunk) =>
        call("ssm:DeleteParameters", chunk.join(", "), () => ssm.deleteParameters({ Names: chunk })),
      );
    },
  };
}

type Tier = Pick<PutParameterCommandInput, "Tier">;

/**
 * The tiers to write in, one after the other where AWS refuses. Without one AWS takes the account's default, which may
 * leave room for more than 10,000: https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
 */
const tiers: readonly Tier[] = [{ Tier: "Standard" }, {}, { Tier: "Advanced" }];

/** "This parameter uses the advanced-parameter tier. You can't downgrade ...": it stays in the tier that it is in. */
const isOfTier = (error: unknown): boolean =>
  isRefusal(error, "ValidationException", /uses the advanced-parameter tier|downgrade/i);

async function listVersions(
  name: string,
  connect: () => Promise<SsmCalls>,
  call: Call,
): Promise<ParameterVersion[]> {
  const ssm = await connect();
  const versions: ParameterVersion[] = [];
  let next: string | undefined;
  try {
    do {
      const page = await call("ssm:GetParameterHistory", name, () =>
        ssm.getParameterHistory({ Name: name, NextToken: next }),
      );
      versions.push(...(page.Parameters ?? []).flatMap(parseVersion));
      next = page.NextToken;
    } while (next !== undefined && next !== "");
  } catch (error) {
    if (!isRefusal(error, "ParameterNotFound")) throw error;
  }
  return versions;
}

function parseVersion({ LastModifiedUser, ...version }: ParameterHistory): ParameterVersion[] {
  // An emulator may say that it does not know.
  const who = LastModifiedUser?.startsWith("arn:") === true ? { modifiedBy: LastModifiedUser } : {};
  return parse(version).map((parameter) => ({ ...parameter, ...who }));
}

function parse({ Name, Value, LastModifiedDate, Version = 0 }: SsmParameter): Parameter[] {
  if (Name === undefined || Value === undefined) return [];
  return [{ name: Name, value: Value, modifiedAt: LastModifiedDate ?? new Date(0), version: Version }];
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / batch);
  return Array.from({ length: count }, (_, index) => items.slice(index * batch, (index + 1) * batch));
}
