import type { Environment } from "../direct/environment.js";
import { namedBy, profileIn } from "./named.js";
import { kindOf, readFiles, type Files, type ProfileKind } from "./profiles.js";

/** Where credentials come from: what is named, or a role that is assumed with that. */
export type Source = BaseSource | RoleSource;

/** A role, and with which credentials it is assumed. */
export interface RoleSource {
  readonly from: "role";
  readonly arn: string;
  readonly base: BaseSource;
}

/** Where the SDK finds credentials. */
export type BaseSource =
  | { readonly from: "keys" }
  | {
      readonly from: "profile";
      readonly name: string;
      readonly kind: ProfileKind | undefined;
      readonly files: Files;
    }
  | { readonly from: "web identity" }
  | { readonly from: "container"; readonly variable: string }
  | { readonly from: "instance" };

/** Finds out where credentials come from; requests none. */
export async function findSource(asked: string | undefined, env: Environment): Promise<BaseSource> {
  const named = namedBy(asked, env);
  const isKeys = named !== undefined && named.profile === undefined;
  const other = profileIn(asked, env);
  if (isKeys && other === undefined) return { from: "keys" };
  const files = await readFiles();
  const profileSource = (name: string): BaseSource => ({
    from: "profile",
    name,
    kind: kindOf(name, files),
    files,
  });
  // The keys win, and still the CLI refuses a profile that there is not (botocore's `ProfileNotFound`).
  if (isKeys && other !== undefined)
    return files.profiles[other] === undefined ? profileSource(other) : { from: "keys" };
  if (named?.profile !== undefined) return profileSource(named.profile);
  const kind = kindOf("default", files);
  // The CLI asks for the role of a profile before the environment's web identity, and for anything else after it.
  if (kind === "role_arn") return profileSource("default");
  if ((env.AWS_WEB_IDENTITY_TOKEN_FILE ?? "") !== "") return { from: "web identity" };
  if (kind !== undefined) return profileSource("default");
  const variable = containerVariables.find((name) => (env[name] ?? "") !== "");
  return variable === undefined ? { from: "instance" } : { from: "container", variable };
}

const containerVariables = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];

/** What messages say of it: what gives the credentials, and what names that. */
export interface CredentialsInForce {
  readonly value: string | null;
  readonly from: string | null;
}

/** Where credentials come from, in words; makes no call and shows none. */
export async function describeSource(
  asked: string | undefined,
  env: Environment,
): Promise<CredentialsInForce> {
  const source = await findSource(asked, env);
  switch (source.from) {
    case "keys":
      return { value: "keys in the environment", from: namedBy(asked, env)?.by ?? null };
    case "profile":
      return {
        value: `AWS profile ${source.name}${source.kind === undefined ? ", which has none" : ` (${source.kind})`}`,
        from: namedBy(asked, env)?.by ?? "default",
      };
    case "web identity":
      return { value: "web identity", from: "AWS_WEB_IDENTITY_TOKEN_FILE" };
    case "container":
      return { value: "the container's role", from: source.variable };
    case "instance":
      return isMetadataDisabled(env)
        ? { value: null, from: null }
        : { value: "the instance's role", from: "default" };
  }
}

const isMetadataDisabled = ({ AWS_EC2_METADATA_DISABLED: disabled = "" }: Environment): boolean =>
  disabled !== "" && disabled !== "false";
