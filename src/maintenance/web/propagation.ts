import { interrupted } from "../errors.js";
import type { Context } from "../context.js";
import { sleepUntil } from "../sleep.js";

/** How long a web function may go by the flag that it read before, unless it was told otherwise. Milliseconds. */
const cacheTime = 10_000;

/** How far this machine's clock may be from AWS's before AWS refuses its calls. Milliseconds. */
const clockSkew = 300_000;

/**
 * Returns when no web function goes by what the flag said before it was written.
 * @throws JetsError `interrupted`
 */
export async function awaitSeen(context: Context, state: "on" | "off", writtenAt: Date): Promise<void> {
  const { stack, clock, report, commandLine } = context;
  const now = clock.now().getTime();
  if (now - writtenAt.getTime() > cacheTime + clockSkew) return;
  const end = new Date(now + cacheTime);
  const until = `${end.toISOString().slice(0, 19)}Z`;
  report({ type: "note", message: `Waiting until ${until}, when every web function has seen it` });
  if (await sleepUntil(context, end)) return;
  const other = state === "on" ? "off" : "on";
  throw interrupted(
    `Interrupted while waiting: web maintenance of ${stack} is ${state} and stays so; every web function has seen it by ${until}.`,
    `Turn it ${other} again with \`${commandLine(other)}\`.`,
  );
}
