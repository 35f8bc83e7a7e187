import * as v from "valibot";
import { uuidFrom } from "../context.js";
import { readRoleArn, type RoleName } from "./roles.js";

/** The credentials of a role that was assumed. */
export interface Session {
  readonly accessKey: string;
  readonly role: RoleName;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** All sessions that were given out or seen, by their token. */
export type Sessions = Map<string, Session>;

/** What a client needs of a new session. */
export interface OpenedSession extends Session {
  readonly secretKey: string;
  readonly token: string;
}

const tokenSchema = v.strictObject({
  accessKey: v.string(),
  role: v.string(),
  name: v.string(),
  expiresAt: v.number(),
});

/** Gives out credentials for a role. The access key holds the account, as every key of the sandbox may. */
export function openSession(
  sessions: Sessions,
  role: RoleName,
  name: string,
  expiresAt: number,
): OpenedSession {
  const number = (sessions.size + 1).toString(36).toUpperCase().padStart(4, "0");
  const accessKey = `ASIA${role.account}${number}`;
  const token = Buffer.from(JSON.stringify({ accessKey, role: role.arn, name, expiresAt })).toString(
    "base64",
  );
  const session = { accessKey, role, name, expiresAt };
  sessions.set(token, session);
  return { ...session, secretKey: uuidFrom(`secret of ${accessKey}`), token };
}

/**
 * The session of a token; undefined for a token that no sandbox gave out. One of another sandbox counts too: the aws CLI
 * and boto3 keep the sessions of profiles in files, and use them on until they are over.
 */
export function sessionOf(sessions: Sessions, token: string): Session | undefined {
  const session = sessions.get(token) ?? readToken(token);
  if (session !== undefined) sessions.set(token, session);
  return session;
}

function readToken(token: string): Session | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), tokenSchema), decode(token));
  const role = result.success ? readRoleArn(result.output.role) : undefined;
  return result.success && role !== undefined ? { ...result.output, role } : undefined;
}

const decode = (token: string): string => Buffer.from(token, "base64").toString();

/**
 * A unique id of IAM, for example `AROA...` for a role:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const uniqueId = (prefix: "AIDA" | "AROA", arn: string): string =>
  prefix + uuidFrom(arn).replaceAll("-", "").slice(0, 17).toUpperCase();
