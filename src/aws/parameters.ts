import type {
  ParameterHistory,
  Parameter as SsmParameter,
  PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import type { Parameter, ParameterCalls, ParameterVersion, Written } from "../maintenance/index.js";
import { mapBounded } from "../maintenance/index.js";
import type { Call } from "./call.js";
import { isRefusal } from "./errors.js";
import type { SsmCalls } from "./sdk/ssm.js";

/** GetParameters and DeleteParameters take this many names, GetParametersByPath answers with this many. */
const batch = 10;

/** SSM Parameter Store. `connect` gives the client, loaded at the first call. */
export function createParameters(
  connect: () => Promise<SsmCalls>,
  call: Call,
  serverTime: () => Date,
): ParameterCalls {
  const write = async (name: string, value: string, how: HowToWrite): Promise<Written> => {
    const ssm = await connect();
    let sent = 0;
    const { Version = 0 } = await call("ssm:PutParameter", name, () => {
      sent += 1;
      return ssm.putParameter({ Name: name, Value: value, Type: "String", ...how });
    });
    return { version: Version, repeated: sent > 1 };
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
        await write(name, value, { Tier: "Standard", Overwrite: false });
        return true;
      } catch (error) {
        if (isRefusal(error, "ParameterAlreadyExists")) return false;
        throw error;
      }
    },

    async put(name, value) {
      try {
        return await write(name, value, { Tier: "Standard", Overwrite: true });
      } catch (error) {
        // "This parameter uses the advanced-parameter tier. You can't downgrade ...": it stays in the tier that it is in.
        if (!isRefusal(error, "ValidationException", /tier/i)) throw error;
        return write(name, value, { Overwrite: true });
      }
    },

    async delete(names) {
      const ssm = await connect();
      await mapBounded(chunks(names), (chunk) =>
        call("ssm:DeleteParameters", chunk.join(", "), () => ssm.deleteParameters({ Names: chunk })),
      );
    },
  };
}

/** What `PutParameter` is told beside name and value; without a tier, AWS takes the parameter's, or the account's default. */
type HowToWrite = Pick<PutParameterCommandInput, "Tier" | "Overwrite">;

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
