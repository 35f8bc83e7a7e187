import { interrupted } from "../errors.js";
import type { Context } from "../context.js";
import { sleepUntil } from "../sleep.js";

/** Milliseconds that a web function may go by the flag that it read before, by default. */
const cacheTimeMs = 10_000;

/** Milliseconds that this machine's clock may be off before AWS refuses its calls. */
const clockSkewMs = 300_000;

/**
 * Returns once no web function uses what the flag said before it was written.
 * @throws JetsError `interrupted`
 */
export async function awaitSeen(context: Context, state: "on" | "off", writtenAt: Date): Promise<void> {
  const { stack, clock, report, commandLine } = context;
  const now = clock.now().getTime();
  if (now - writtenAt.getTime() > cacheTimeMs + clockSkewMs) return;
  const end = new Date(now + cacheTimeMs);
  const until = `${end.toISOString().slice(0, 19)}Z`;
  report({ type: "note", message: `Waiting until ${until}, when every web function has seen it` });
  if (await sleepUntil(context, end)) return;
  const other = state === "on" ? "off" : "on";
  throw interrupted(
    `Interrupted while waiting: web maintenance of ${stack} is ${state} and stays so; every web function has seen it by ${until}.`,
    `Turn it ${other} again with \`${commandLine(other)}\`.`,
  );
}
