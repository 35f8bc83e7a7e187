import { compileAllow } from "./request/allow.js";
import { createExtensionReader } from "./flag/extension.js";
import { Flag, type Reading } from "./flag/flag.js";
import { frontOf, type Front } from "./request/fronts.js";
import { isOver, parseInfo } from "./flag/info.js";
import { compileSkip } from "./request/skip.js";
import { createSsmReader } from "./flag/ssm.js";
import { createRefuse, type Refusal } from "./page/refusal.js";
import type { Settings } from "./settings.js";
import type { System } from "./system.js";

/** Decides on an event: the answer that keeps it from the application, or `undefined` to let it through. */
export type Gate = (event: unknown) => Refusal | undefined | Promise<Refusal | undefined>;

/** Puts flag, page and rules together. @throws Error for a rule of `allow` that could never match */
export function createGate(settings: Settings, system: System): Gate {
  const flag = createFlag(settings, system);
  const refuse = createRefuse(settings, compileAllow(settings.allow), system);
  const isSkipped = compileSkip(settings.skipEvents);
  const refusalOf = (event: unknown, front: Front | undefined, reading?: Reading): Refusal | undefined => {
    // An event that is not a web request is only left undone if the flag is known to be on.
    const isOn = reading && reading.on && !isOver(reading.info, system.now());
    if (front === undefined) return isOn === true ? nothing : undefined;
    return (isOn ?? settings.onError === "closed") ? refuse(event, front, reading?.info ?? {}) : undefined;
  };
  return (event) => {
    const front = frontOf(event);
    if (front === undefined && !isSkipped(event)) return undefined;
    const reading = flag.get();
    return reading instanceof Promise
      ? reading.then((read) => refusalOf(event, front, read))
      : refusalOf(event, front, reading);
  };
}

const nothing: Refusal = { answer: undefined, response: undefined };

function createFlag(settings: Settings, system: System): Flag {
  const { parameter, ttlMs, timeoutMs, onError, useExtension } = settings;
  const log = (line: string): void => {
    system.log(`jets-maintenance: ${line}`);
  };
  const read = useExtension ? createExtensionReader({ env: system.env, log }) : createSsmReader(system);
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
