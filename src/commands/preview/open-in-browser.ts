import { spawn } from "node:child_process";
import { once } from "node:events";
import { JetsError } from "../../maintenance/errors.js";

/** What each platform opens an address with. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the browser, which outlives this process. @throws JetsError `failed` */
export async function openInBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { env: { ...env }, stdio: "ignore", detached: true });
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new JetsError("failed", `Cannot run ${command}.`, "Remove --open, and open the address yourself.", {
      cause,
    });
  }
  child.unref();
}
