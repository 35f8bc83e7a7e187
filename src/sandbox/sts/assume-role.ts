import type { Caller } from "../identity/caller.js";
import { readRoleArn, trusts, type Role } from "../identity/roles.js";
import { openSession, uniqueId } from "../identity/sessions.js";
import { invalidMember, type Input } from "../wire/input.js";
import { AwsError } from "../wire/messages.js";
import type { XmlValue } from "../wire/xml.js";
import type { StsState } from "./state.js";

/** How long a session may be that was opened from another session, in seconds. */
const longestChained = 3_600;

const invalid = (message: string): AwsError => new AwsError("ValidationError", 400, message);

/**
 * AssumeRole, by https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. Policies and tags of the
 * session and MFA codes are taken and change nothing.
 * @throws AwsError `AccessDenied`, for a role that is not there as well: AWS does not tell which roles there are
 */
export function assumeRole({ context, roles, sessions }: StsState, input: Input, caller: Caller): XmlValue {
  const arn = lengthBetween(input, "RoleArn", 20, 2048) ?? missing("RoleArn");
  const name = textLike(input, "RoleSessionName", /^[\w+=,.@-]*$/, 64) ?? missing("RoleSessionName");
  const externalId = textLike(input, "ExternalId", /^[\w+=,.@:/-]*$/, 1224);
  const seconds = input.integer("DurationSeconds", { min: 900, max: 43_200 }) ?? 3_600;
  if (readRoleArn(arn) === undefined) throw invalid(`${arn} is invalid`);
  const role = roles(arn);
  if (role === undefined || !trusts(role, caller, externalId)) throw denied(caller, arn);
  verifyDuration(role, caller, seconds);
  const session = openSession(sessions, role, name, context.now() + seconds * 1_000);
  return {
    Credentials: {
      AccessKeyId: session.accessKey,
      SecretAccessKey: session.secretKey,
      SessionToken: session.token,
      Expiration: new Date(session.expiresAt).toISOString().replace(/\.\d{3}Z$/, "Z"),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${uniqueId("AROA", arn)}:${name}`,
      Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}`,
    },
    SourceIdentity: input.text("SourceIdentity"),
  };
}

function verifyDuration({ maxSessionSeconds }: Role, { isSession }: Caller, seconds: number): void {
  if (isSession && seconds > longestChained)
    throw invalid(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  if (seconds > maxSessionSeconds)
    throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

const denied = ({ arn: user }: Caller, arn: string): AwsError =>
  new AwsError(
    "AccessDenied",
    403,
    `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
  );

function missing(name: string): never {
  throw invalidMember(name, undefined, "not be null");
}

function lengthBetween(input: Input, name: string, min: number, max: number): string | undefined {
  const value = input.text(name);
  if (value === undefined) return undefined;
  if (value.length < min) throw invalidMember(name, value, `have length greater than or equal to ${min}`);
  if (value.length > max) throw invalidMember(name, value, `have length less than or equal to ${max}`);
  return value;
}

function textLike(input: Input, name: string, form: RegExp, max: number): string | undefined {
  const value = lengthBetween(input, name, 2, max);
  if (value === undefined || form.test(value)) return value;
  throw invalidMember(name, value, `satisfy regular expression pattern: ${form.source.slice(1, -1)}`);
}
