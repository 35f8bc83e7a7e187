import { accountOver, type Account, type RoleToAssume } from "../../src/aws/account.js";
import { roleFailure } from "../../src/aws/credentials/role-failure.js";
import type { CloudFormationCalls } from "../../src/aws/sdk/cloudformation.js";
import type { RoleSource } from "../../src/aws/credentials/source.js";
import { JetsError } from "../../src/maintenance/index.js";
import type { AccountAccess } from "../../src/run/machine.js";
import type { InProcessHandler, SdkRequest } from "./sdk-clients.js";
import { requestHandlerFor } from "./sdk-clients.js";
import { clientsFor, stsFor } from "./shared-clients.js";
import type { TimedSandbox } from "./timed-sandbox.js";

/** What a request is signed with. */
interface Keys {
  readonly accessKey: string;
  readonly token?: string;
}

/**
 * One account of a sandbox in this process, by the sandbox's clock: that of the profile, by `profiles`, or the
 * sandbox's own where none is named; or that of the role which is assumed from there.
 */
export function accountIn(
  { sandbox, clock }: TimedSandbox,
  { profile, role, region = sandbox.region, signal }: AccountAccess & { readonly signal?: AbortSignal },
  profiles: Readonly<Record<string, string>> = {},
): Account {
  const handler = requestHandlerFor(sandbox);
  const base = (): Keys => ({ accessKey: keyOf(profile, profiles, sandbox.account) });
  let assumed: Promise<Keys> | undefined;
  const keys = async (): Promise<Keys> => {
    if (role === undefined) return base();
    assumed ??= assume(handler, role, { region, keys: base() });
    // The next call asks again.
    void assumed.catch(() => (assumed = undefined));
    return assumed;
  };
  const source = (): RoleSource | undefined => role && sourceOf(role);
  const asked = (place: string): InProcessHandler => ({
    handle: async (request) => handler.handle(signedBy(await keys(), place, request)),
  });
  return accountOver(
    {
      sts: () => {
        const client = stsFor(asked(region));
        return Promise.resolve({
          getCallerIdentity: (input) => client.getCallerIdentity(input),
          config: { region: () => Promise.resolve(region) },
        });
      },
      in: (place) => {
        const clients = clientsFor(asked(place));
        const whereabouts = (): Promise<string> => Promise.resolve(place);
        const cloudFormation = async (): Promise<CloudFormationCalls> =>
          new Proxy(await clients.cloudFormation(), {
            get: (client, name): unknown =>
              name === "whereabouts" ? whereabouts : Reflect.get(client, name),
          });
        return { ...clients, cloudFormation, region: whereabouts };
      },
      source,
      close: () => undefined,
    },
    { clock, random: () => 0.5, ...(signal && { signal }) },
  );
}

/** A key of the sandbox is of the account whose number it holds. */
function keyOf(profile: string | undefined, profiles: Readonly<Record<string, string>>, own: string): string {
  if (profile === undefined) return `AKIA${own}TEST`;
  const account = profiles[profile];
  if (account !== undefined) return `AKIA${account}TEST`;
  throw new JetsError(
    "credentials_missing",
    `No usable AWS credentials of the profile "${profile}": there is no such profile.`,
    "`aws configure list-profiles` lists the profiles; name one of them.",
  );
}

const sourceOf = ({ arn }: RoleToAssume): RoleSource => ({ from: "role", arn, base: { from: "keys" } });

/** The request as if it had been signed by another one, for another region. */
function signedBy({ accessKey, token }: Keys, region: string, request: SdkRequest): SdkRequest {
  const authorization = (request.headers.authorization ?? "").replace(
    /Credential=[^/]+\/(\d+)\/[^/]+\//,
    `Credential=${accessKey}/$1/${region}/`,
  );
  const session = token === undefined ? {} : { "x-amz-security-token": token };
  return { ...request, headers: { ...request.headers, authorization, ...session } };
}

/** Asks the sandbox's STS for the credentials of a role. */
async function assume(
  handler: InProcessHandler,
  role: RoleToAssume,
  by: { readonly region: string; readonly keys: Keys },
): Promise<Keys> {
  const fields = { RoleArn: role.arn, RoleSessionName: role.sessionName, ExternalId: role.externalId ?? "" };
  const body = new URLSearchParams({ Action: "AssumeRole", Version: "2011-06-15", ...fields });
  if (role.externalId === undefined) body.delete("ExternalId");
  const authorization = "AWS4-HMAC-SHA256 Credential=any/20260101/any/sts/aws4_request";
  const headers = { "content-type": "application/x-www-form-urlencoded", authorization };
  const asked = { method: "POST", path: "/", headers, body: body.toString() };
  const { response } = await handler.handle(signedBy(by.keys, by.region, asked));
  const answer = new TextDecoder().decode(response.body);
  const read = (name: string): string => new RegExp(`<${name}>([^<]*)<`).exec(answer)?.[1] ?? "";
  if (response.statusCode === 200) return { accessKey: read("AccessKeyId"), token: read("SessionToken") };
  const $metadata = { httpStatusCode: response.statusCode };
  const refusal = Object.assign(new Error(read("Message")), { name: read("Code"), $metadata });
  throw roleFailure(refusal, sourceOf(role));
}
