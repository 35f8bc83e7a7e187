import type { Terminal } from "../../terminal/terminal.js";
import { sayBypass } from "../../terminal/views/turn.js";
import type { OnOffOptions } from "../options/options.js";

/** A new secret that gets requests past the page, and what is stored of it. */
interface Bypass {
  readonly secret: string;
  readonly hash: string;
}

/**
 * Makes the secret of `--with-secret`, which is stored nowhere, and prints it on stderr unless the JSON document holds
 * it; `undefined` without the option. It is printed before anything is written, so that a run that breaks off does not
 * leave a secret that is not known.
 */
export async function createBypass(
  { withSecret, json }: OnOffOptions,
  terminal: Terminal,
): Promise<Bypass | undefined> {
  if (withSecret !== true) return undefined;
  const [{ randomBytes }, { BYPASS_HEADER, BYPASS_PARAMETER, hashSecret }] = await Promise.all([
    import("node:crypto"),
    import("../../runtime/request/bypass.js"),
  ]);
  const secret = randomBytes(24).toString("base64url");
  if (json !== true) sayBypass({ secret, parameter: BYPASS_PARAMETER, header: BYPASS_HEADER }, terminal);
  return { secret, hash: hashSecret(secret) };
}
