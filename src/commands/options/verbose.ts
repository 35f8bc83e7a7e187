import type { AwsAccess } from "../../run/machine.js";
import { colourFor } from "../../terminal/colour.js";
import { isDebugging } from "../../terminal/views/error.js";
import { say, type Terminal } from "../../terminal/terminal.js";

/** Prints every attempt at an AWS call as one line on stderr, where `--verbose` or `DEBUG=jets` asks for that. */
export function traceFor(
  { verbose }: { readonly verbose?: boolean },
  terminal: Terminal,
): Pick<AwsAccess, "trace"> {
  if (verbose !== true && !isDebugging(terminal)) return {};
  const { dim } = colourFor(terminal.stderr, terminal);
  return {
    trace: (attempt) => {
      say(terminal, { paint: dim, text: attemptLine(attempt) });
    },
  };
}

type Attempt = Parameters<NonNullable<AwsAccess["trace"]>>[0];

function attemptLine({ action, resource, attempt, ms, status, requestId, error }: Attempt): string {
  const parts = [action, resource, `${ms} ms`, status ?? "no answer", error, requestId];
  const repeated = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `${parts.filter((one) => one !== undefined).join(" ")}${repeated}`;
}
