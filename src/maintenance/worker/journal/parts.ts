import * as v from "valibot";
import { parseFunctionId } from "../../function-id.js";
import { formatJson } from "../../text.js";
import { damaged, formatVersions, seal, sealBytes, unseal, versionOf } from "./checksum.js";
import { partName, parsePartName, type BatchId } from "./names.js";
import { enabledWord, mergeEntries, type Entries, type PartialSettings } from "./settings.js";

/** What a standard parameter holds, in bytes: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const parameterBytes = 4_096;

/** One journal parameter, ready to be created. */
export interface SealedPart {
  readonly name: string;
  readonly value: string;
}

/** One journal parameter, read back. */
export interface Part {
  readonly batch: BatchId;
  readonly part: number;
  /** How many parts the batch has; the one with this number is written last and commits the batch. */
  readonly of: number;
  readonly entries: Entries;
}

/** Keys may be anything AWS allows in a name, `__proto__` and `constructor` included. */
const mapOf = <Value>(value: v.GenericSchema<unknown, Value>) =>
  v.pipe(
    v.custom<object>((input) => typeof input === "object" && input !== null && !Array.isArray(input)),
    v.transform((input): Map<unknown, unknown> => new Map(Object.entries(input))),
    v.map(v.string(), value),
  );

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const eventConfig = v.object({
  onSuccess: v.exactOptional(v.string()),
  onFailure: v.exactOptional(v.string()),
  maximumAge: v.exactOptional(count),
  maximumRetries: v.exactOptional(count),
});

const settingsSchema = v.object({
  reserved: v.exactOptional(v.nullable(count)),
  refused: v.exactOptional(v.literal(true)),
  provisioned: v.exactOptional(mapOf(count)),
  mappings: v.exactOptional(
    mapOf(
      v.pipe(
        v.picklist(["enabled", "disabled"]),
        v.transform((state) => state === "enabled"),
      ),
    ),
  ),
  eventConfigs: v.exactOptional(mapOf(v.nullable(eventConfig))),
});

const partSchema = v.object({
  v: v.picklist(formatVersions),
  stack: v.string(),
  batch: v.string(),
  part: count,
  of: count,
  functions: mapOf(settingsSchema),
});

/**
 * A batch of saved settings as parameters of at most 4 KB each. Settings of a function that fill more than one
 * parameter are spread over several.
 */
export function sealBatch(stack: string, batch: BatchId, entries: Entries): SealedPart[] {
  const holdsEvents = [...entries.values()].some(({ eventConfigs }) => eventConfigs !== undefined);
  const head = { v: versionOf(holdsEvents), stack, batch, part: 9_999, of: 9_999, functions: {} };
  const room = parameterBytes - bytes(JSON.stringify(head)) - sealBytes;
  const pages = paginate(entries, room);
  return pages.map((functions, index) => ({
    name: partName(stack, batch, index + 1),
    value: seal({ ...head, part: index + 1, of: pages.length, functions: Object.fromEntries(functions) }),
  }));
}

/** @throws JetsError `journal_damaged` */
export function unsealPart(stack: string, { name, value }: SealedPart): Part {
  const parsed = v.safeParse(partSchema, unseal(name, value));
  if (!parsed.success) throw damaged(name, "does not hold a part of a journal");
  const { batch, part, of, functions } = parsed.output;
  const place = parsePartName(stack, name);
  if (parsed.output.stack !== stack || place?.batch !== batch || place.part !== part) {
    throw damaged(name, `holds what belongs to ${parsed.output.stack}, part ${part} of batch ${batch}`);
  }
  return { batch: place.batch, part, of, entries: byBareName(functions) };
}

/** Older versions of this tool saved a function under its physical id, which may be an ARN. */
function byBareName(entries: Entries): Entries {
  return mergeEntries(
    [...entries].map(([id, settings]) => new Map([[parseFunctionId(id)?.name ?? id, settings]])),
  );
}

type Page = Map<string, object>;

function paginate(entries: Entries, room: number): Page[] {
  let page: Page = new Map<string, object>();
  const pages = [page];
  let left = room;
  for (const [name, settings] of entries) {
    for (const fragment of fragments(name, settings, room)) {
      const size = sizeOf(name, fragment);
      if (size > left || page.has(name)) {
        page = new Map<string, object>();
        pages.push(page);
        left = room;
      }
      page.set(name, toJson(fragment));
      left -= size;
    }
  }
  return pages;
}

/** The settings in pieces that fit into `room` bytes each, halved until they do. */
function fragments(name: string, settings: PartialSettings, room: number): PartialSettings[] {
  const provisioned = [...(settings.provisioned ?? [])];
  const mappings = [...(settings.mappings ?? [])];
  const eventConfigs = [...(settings.eventConfigs ?? [])];
  const count = provisioned.length + mappings.length + eventConfigs.length;
  if (sizeOf(name, settings) <= room || count < 2) return [settings];
  const p = Math.ceil(count / 2);
  const m = Math.max(0, p - provisioned.length);
  const e = Math.max(0, m - mappings.length);
  const first = {
    ...settings,
    provisioned: new Map(provisioned.slice(0, p)),
    mappings: new Map(mappings.slice(0, m)),
    eventConfigs: new Map(eventConfigs.slice(0, e)),
  };
  const second = {
    provisioned: new Map(provisioned.slice(p)),
    mappings: new Map(mappings.slice(m)),
    eventConfigs: new Map(eventConfigs.slice(e)),
  };
  return [first, second].flatMap((half) => fragments(name, half, room));
}

const bytes = (text: string): number => Buffer.byteLength(text);

// One byte for the comma between entries.
const sizeOf = (name: string, settings: PartialSettings): number =>
  bytes(formatJson({ [name]: toJson(settings) })) - 1;

// JSON leaves out what is undefined.
const toJson = ({ reserved, refused, provisioned, mappings, eventConfigs }: PartialSettings): object => ({
  reserved,
  refused,
  provisioned: objectOf(provisioned, (n) => n),
  mappings: objectOf(mappings, enabledWord),
  eventConfigs: objectOf(eventConfigs, (config) => config),
});

function objectOf<Value>(
  map: ReadonlyMap<string, Value> | undefined,
  show: (value: Value) => string | number | object | null,
): object | undefined {
  if (map === undefined || map.size === 0) return undefined;
  return Object.fromEntries([...map].map(([key, value]) => [key, show(value)]));
}
