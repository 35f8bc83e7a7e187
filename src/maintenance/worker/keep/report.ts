import type { Reporter } from "../../events.js";
import type { Diverted } from "./keeper.js";

/** Names the workers whose events go to places of the application's own as well, or only there. */
export function reportElsewhere({ report }: Reporter, workers: readonly Diverted[]): void {
  const elsewhere = workers.flatMap(({ live, diversion }) =>
    [...diversion.elsewhere].map(([qualifier, arn]) => `${nameOf(live.name, qualifier)} to ${arn}`),
  );
  if (elsewhere.length > 0) {
    const message = `Events of these workers go to their own failure destination and are not replayed: ${elsewhere.join(", ")}.`;
    report({ type: "warning", message });
  }
  const twice = workers.flatMap(({ live, diversion }) =>
    live.deadLetterTarget === undefined || diversion.elsewhere.has("$LATEST")
      ? []
      : [`${live.name} (${live.deadLetterTarget})`],
  );
  if (twice.length > 0) {
    const message = `Events that are kept go to the dead-letter queue of these workers, too: ${twice.join(", ")}.`;
    report({ type: "warning", message });
  }
}

const nameOf = (name: string, qualifier: string): string =>
  qualifier === "$LATEST" ? name : `${name}:${qualifier}`;
