import { compileAllow } from "./allow.js";
import { createExtensionReader } from "./extension.js";
import { Flag, type Reading } from "./flag.js";
import { frontOf } from "./fronts.js";
import { parseInfo } from "./info.js";
import { createSsmReader } from "./ssm.js";
import type { Refusal, Refuse } from "./refusal.js";
import type { Settings } from "./settings.js";
import type { System } from "./system.js";

/** Decides on an event: the answer that keeps it from the application, or `undefined` to let it through. */
export type Gate = (event: unknown) => Promise<Refusal | undefined> | undefined;

/** Puts flag, page and rules together. @throws Error for a rule of `allow` that could never match */
export function createGate(settings: Settings, system: System): Gate {
  const flag = createFlag(settings, system);
  const loadRefuse = lazyRefuse(settings, system);
  return (event) => {
    const front = frontOf(event);
    if (front === undefined) return undefined;
    const decide = (reading: Reading | undefined): Promise<Refusal | undefined> | undefined => {
      if (!(reading?.on ?? settings.onError === "closed")) return undefined;
      return loadRefuse().then((refuse) => refuse(event, front, reading?.info ?? {}));
    };
    const reading = flag.get();
    return reading instanceof Promise ? reading.then(decide) : decide(reading);
  };
}

// The page and all that goes with it is a file of its own: a Lambda that starts while the flag is off never reads it.
function lazyRefuse(settings: Settings, system: System): () => Promise<Refuse> {
  const isAllowed = compileAllow(settings.allow);
  let loading: Promise<Refuse> | undefined;
  const load = async (): Promise<Refuse> => {
    const { createRefuse } = await import("./refusal.js");
    return createRefuse(settings, isAllowed, system);
  };
  return () => (loading ??= load());
}

function createFlag(settings: Settings, system: System): Flag {
  const { parameter, ttlMs, timeoutMs, onError, useExtension } = settings;
  const log = (line: string): void => {
    system.log(`jets-maintenance: ${line}`);
  };
  const read = useExtension ? createExtensionReader(system) : createSsmReader(system);
  return new Flag({
    read: async (signal) => {
      const infoName = `${parameter}/info`;
      const values = await read([parameter, infoName], signal);
      return { on: values.get(parameter) === "on", info: parseInfo(values.get(infoName), log) };
    },
    ttlMs,
    timeoutMs,
    system,
    onFailure: (reason, known) => {
      log(`The flag ${parameter} can't be read (${reason}). ${consequence(known, onError)}`);
    },
  });
}

function consequence(known: Reading | undefined, onError: Settings["onError"]): string {
  if (known !== undefined) return `Its last known state holds: ${known.on ? "on" : "off"}.`;
  return onError === "open" ? "The application answers." : "The maintenance page is shown.";
}
