import { say, type Terminal } from "../../terminal/terminal.js";
import type { TurnOptions } from "../options/options.js";

/** A new bypass: what is asked of the use case, and what the document tells. */
interface Bypass {
  readonly asked: { readonly bypassHash?: string };
  readonly told: { readonly bypass?: string };
}

/**
 * Makes the secret of `--with-secret`, which is not kept anywhere, and says it on stderr unless the document does. It
 * is said before anything is written: a run that breaks off must not leave a secret that nobody knows.
 */
export async function createBypass({ withSecret, json }: TurnOptions, terminal: Terminal): Promise<Bypass> {
  if (withSecret !== true) return { asked: {}, told: {} };
  const [{ randomBytes }, { BYPASS_HEADER, BYPASS_PARAMETER, hashSecret }] = await Promise.all([
    import("node:crypto"),
    import("../../runtime/request/bypass.js"),
  ]);
  const secret = randomBytes(24).toString("base64url");
  if (json !== true) {
    say(
      terminal,
      "To get past the page, shown only now:",
      `  link:   add ?${BYPASS_PARAMETER}=${secret} to any address of the site`,
      `  header: ${BYPASS_HEADER}: ${secret}`,
    );
  }
  return { asked: { bypassHash: hashSecret(secret) }, told: { bypass: secret } };
}
