import type {
  ParameterHistory,
  Parameter as SsmParameter,
  PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { defined } from "../defined.js";
import {
  mapBounded,
  NoRoom,
  type Parameter,
  type ParameterCalls,
  type ParameterVersion,
  type Written,
} from "../maintenance/index.js";
import { isRefusal } from "./call/refusals.js";
import { readPages, type ServiceCall } from "./call/service.js";
import type { SsmCalls } from "./sdk/ssm.js";

/** GetParameters and DeleteParameters take this many names, GetParametersByPath answers with this many. */
const batch = 10;

/** SSM Parameter Store. `serverTime` is that of its newest answer, by its own clock. */
export function createParameters(call: ServiceCall<SsmCalls>, serverTime: () => Date): ParameterCalls {
  return {
    async get(...names) {
      const answers = await mapBounded(chunks(names), (chunk) =>
        call("ssm:GetParameters", chunk.join(", "), (ssm) => ssm.getParameters({ Names: chunk })),
      );
      return answers.flatMap((answer) => (answer.Parameters ?? []).flatMap(parse));
    },

    async list(path) {
      const pages = await readPages((next) =>
        call("ssm:GetParametersByPath", path, (ssm) =>
          ssm.getParametersByPath({ Path: path, Recursive: true, MaxResults: batch, NextToken: next }),
        ),
      );
      const parameters = pages.flatMap((page) => (page.Parameters ?? []).flatMap(parse));
      return { parameters, asOf: serverTime() };
    },

    history: (name) => listVersions(name, call),

    async create(name, value) {
      try {
        await write(call, { name, value, overwrite: false });
        return true;
      } catch (error) {
        if (isRefusal(error, "ParameterAlreadyExists")) return false;
        throw error;
      }
    },

    put: (name, value) => write(call, { name, value, overwrite: true }),

    async delete(names) {
      await mapBounded(chunks(names), (chunk) =>
        call("ssm:DeleteParameters", chunk.join(", "), (ssm) => ssm.deleteParameters({ Names: chunk })),
      );
    },
  };
}

/** What is to be written. */
interface Write {
  readonly name: string;
  readonly value: string;
  readonly overwrite: boolean;
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

/** Writes a parameter in the first tier that takes it. @throws NoRoom where none does */
async function write(call: ServiceCall<SsmCalls>, parameter: Write): Promise<Written> {
  let refused: unknown;
  for (const tier of tiers) {
    // What is not Advanced yet must not become Advanced unless the user asks for it.
    if (tier.Tier === "Advanced" && !isOfTier(refused)) break;
    try {
      return await writeIn(tier, call, parameter);
    } catch (error) {
      if (!isOfTier(error) && !isRefusal(error, "ParameterLimitExceeded")) throw error;
      refused = error;
    }
  }
  throw isOfTier(refused) ? refused : new NoRoom(parameter.name, refused);
}

async function writeIn(
  tier: Tier,
  call: ServiceCall<SsmCalls>,
  { name, value, overwrite }: Write,
): Promise<Written> {
  let sent = 0;
  const { Version = 0 } = await call("ssm:PutParameter", name, (ssm) => {
    sent += 1;
    return ssm.putParameter({ Name: name, Value: value, Type: "String", Overwrite: overwrite, ...tier });
  });
  return { version: Version, repeated: sent > 1 };
}

async function listVersions(name: string, call: ServiceCall<SsmCalls>): Promise<ParameterVersion[]> {
  try {
    const pages = await readPages((next) =>
      call("ssm:GetParameterHistory", name, (ssm) =>
        ssm.getParameterHistory({ Name: name, NextToken: next }),
      ),
    );
    return pages.flatMap((page) => (page.Parameters ?? []).flatMap(parseVersion));
  } catch (error) {
    if (isRefusal(error, "ParameterNotFound")) return [];
    throw error;
  }
}

function parseVersion({ LastModifiedUser, ...version }: ParameterHistory): ParameterVersion[] {
  // An emulator may say that it does not know.
  const modifiedBy = LastModifiedUser?.startsWith("arn:") === true ? LastModifiedUser : undefined;
  return parse(version).map((parameter) => ({ ...parameter, ...defined({ modifiedBy }) }));
}

function parse({ Name, Value, LastModifiedDate, Version = 0 }: SsmParameter): Parameter[] {
  if (Name === undefined || Value === undefined) return [];
  return [{ name: Name, value: Value, modifiedAt: LastModifiedDate ?? new Date(0), version: Version }];
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / batch);
  return Array.from({ length: count }, (_, index) => items.slice(index * batch, (index + 1) * batch));
}
