import { JetsError } from "../../maintenance/index.js";
import type { Environment } from "../direct/environment.js";
import { namedBy } from "./named.js";

const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
const regions = ["AWS_REGION", "AWS_DEFAULT_REGION"] as const;

/** What an HTTP header takes, without spaces: anything else was copied along by mistake. */
const isClean = (value: string): boolean => /^[\x21-\x7e]*$/.test(value);

/**
 * Refuses variables that hold what cannot be intended: a CR, an LF or a space in keys, token or region.
 * @throws JetsError `credentials_missing` for keys and profiles, `usage` for a region
 */
export function verifyClean(
  asked: { readonly profile?: string; readonly region?: string },
  env: Environment,
): void {
  const named = namedBy(asked.profile, env);
  const used = named !== undefined && named.profile === undefined ? keys : [];
  for (const name of used) verify(name, env[name], "credentials_missing");
  for (const name of regions) {
    // The command line passes AWS_DEFAULT_REGION on like the option.
    const isUsed = asked.region === undefined || asked.region === env[name];
    if (isUsed && hasEnds(env[name])) verify(name, env[name], "usage");
  }
  // The names of profiles may hold spaces.
  if (named?.profile !== undefined && named.by !== "--profile" && hasEnds(named.profile)) {
    verify(named.by, named.profile, "credentials_missing");
  }
}

/** Whether it begins or ends with space. What else is wrong with a region, the SDK says. */
const hasEnds = (value = ""): boolean => value.trim() !== value;

function verify(name: string, value: string | undefined, code: "credentials_missing" | "usage"): void {
  if (value === undefined || isClean(value)) return;
  const remedy = `Set ${name} without it: a file with Windows line ends, for example, leaves a CR.`;
  throw new JetsError(code, `${name} ${faultOf(value)}.`, remedy);
}

/** Whether keys from anywhere can be sent. @throws JetsError `credentials_missing` */
export function verifyCleanKeys(
  {
    accessKeyId,
    secretAccessKey,
    sessionToken = "",
  }: Readonly<Record<"accessKeyId" | "secretAccessKey", string>> & {
    readonly sessionToken?: string;
  },
  of: string,
): void {
  const parts = { "access key": accessKeyId, secret: secretAccessKey, "session token": sessionToken };
  const fault = Object.entries(parts).find(([, value]) => !isClean(value));
  if (fault === undefined) return;
  throw new JetsError(
    "credentials_missing",
    `The ${fault[0]} ${of} ${faultOf(fault[1])}.`,
    "Correct it where it is kept.",
  );
}

/** The value itself is not shown: it may be a secret. */
function faultOf(value: string): string {
  const [found = ""] = /[^\x21-\x7e]+$/.exec(value) ?? /[^\x21-\x7e]/.exec(value) ?? [];
  const where = value.endsWith(found) ? "ends in" : "holds";
  const name = /[\r\n]/.test(found)
    ? "a line break (CR or LF)"
    : /^\s+$/.test(found)
      ? "a space"
      : "a character that is not ASCII";
  return `${where} ${name}`;
}
