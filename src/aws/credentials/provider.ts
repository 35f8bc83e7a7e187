import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import { defined } from "../../defined.js";
import { JetsError } from "../../maintenance/index.js";
import type { Environment } from "../direct/environment.js";
import type { RequestHandler } from "../network/network.js";
import { verifyCleanKeys } from "./clean.js";
import { credentialsFailure, noCredentials } from "./failure.js";
import { faultOf, mfaDeviceOf } from "./profiles.js";
import { placeOf } from "./remedy.js";
import { findSource, type BaseSource } from "./source.js";

/** What clients take as `credentials`. */
export type Provider = Extract<NonNullable<SSMClientConfig["credentials"]>, (...args: never) => unknown>;

/** What finding credentials needs from the outside. */
export interface CredentialsOptions {
  readonly profile?: string;
  /** Asks a person for the code that an MFA device shows. */
  readonly askMfaCode?: (device: string) => Promise<string>;
  /** What sends the requests to STS and to SSO. */
  readonly requestHandler: RequestHandler;
  /** Learns where they come from, before anything is asked for them. */
  readonly noteSource?: (source: BaseSource) => void;
}

/**
 * Gives credentials of the source that is named, or throws: it tries no other. The SDK's own chain would go on to the
 * role of this machine, which may be in another account.
 */
export async function createProvider(options: CredentialsOptions, env: Environment): Promise<Provider> {
  return memoize(async (properties) => {
    const source = await findSource(options.profile, env);
    options.noteSource?.(source);
    try {
      const provider = await providerFor(source, options, env);
      const credentials = await provider(properties);
      verifyCleanKeys(credentials, placeOf(source));
      return credentials;
    } catch (error) {
      throw credentialsFailure(error, source);
    }
  });
}

/** One for all clients, so that a program runs once and a person is asked once; asks anew before they expire. */
export async function memoize(find: Provider): Promise<Provider> {
  const { memoizeIdentityProvider, isIdentityExpired, doesIdentityRequireRefresh } =
    await import("@smithy/core");
  return memoizeIdentityProvider(find, isIdentityExpired, doesIdentityRequireRefresh) ?? find;
}

async function providerFor(
  source: BaseSource,
  options: CredentialsOptions,
  env: Environment,
): Promise<Provider> {
  switch (source.from) {
    case "keys":
      return () => Promise.resolve(keysIn(env, source));
    case "profile":
      return profileProvider(source, options);
    case "web identity": {
      const { fromTokenFile } = await import("@aws-sdk/credential-provider-web-identity");
      if ((env.AWS_ROLE_ARN ?? "") === "") throw noCredentials(source, "AWS_ROLE_ARN is not set.");
      return fromTokenFile({ clientConfig: { requestHandler: options.requestHandler } });
    }
    case "container":
    case "instance": {
      const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
      return defaultProvider();
    }
  }
}

async function profileProvider(
  source: Extract<BaseSource, { from: "profile" }>,
  { askMfaCode, requestHandler }: CredentialsOptions,
): Promise<Provider> {
  const { name: profile, kind, files } = source;
  const fault = faultOf(profile, files);
  if (fault !== undefined) throw noCredentials(source, fault);
  const device = mfaDeviceOf(profile, files);
  if (device !== undefined && askMfaCode === undefined) throw mfaMissing(profile, device);
  const clientConfig = { requestHandler };
  switch (kind) {
    case "web_identity_token_file": {
      const {
        web_identity_token_file: file = "",
        role_arn: role = "",
        role_session_name: session,
      } = files.profiles[profile] ?? {};
      const { fromTokenFile } = await import("@aws-sdk/credential-provider-web-identity");
      return fromTokenFile({
        webIdentityTokenFile: file,
        roleArn: role,
        clientConfig,
        ...defined({ roleSessionName: session }),
      });
    }
    case "sso":
      return (await import("@aws-sdk/credential-provider-sso")).fromSSO({ profile, clientConfig });
    case "login_session":
      return (await import("@aws-sdk/credential-provider-login")).fromLoginCredentials({
        profile,
        clientConfig,
      });
    case "credential_process":
      return (await import("@aws-sdk/credential-provider-process")).fromProcess({ profile });
    case "role_arn":
    case "access key":
    case undefined: {
      const { fromIni } = await import("@aws-sdk/credential-provider-ini");
      return fromIni({
        profile,
        clientConfig,
        ...defined({ mfaCodeProvider: askMfaCode }),
      });
    }
  }
}

function keysIn(env: Environment, source: BaseSource): Awaited<ReturnType<Provider>> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = env;
  const { AWS_SESSION_TOKEN: sessionToken = "", AWS_ACCOUNT_ID: accountId = "" } = env;
  const missing = accessKeyId === "" ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
  if (accessKeyId === "" || secretAccessKey === "") throw noCredentials(source, `${missing} is not set.`);
  return defined({
    accessKeyId,
    secretAccessKey,
    sessionToken: sessionToken === "" ? undefined : sessionToken,
    accountId: accountId === "" ? undefined : accountId,
  });
}

const mfaMissing = (profile: string, device: string): JetsError =>
  new JetsError(
    "credentials_missing",
    `The AWS profile "${profile}" asks for the MFA code of ${device}, which only the command line asks for, where stdin and stderr are a terminal.`,
    `Set the variables that \`aws configure export-credentials --profile ${profile} --format env\` prints, and name no profile.`,
  );
