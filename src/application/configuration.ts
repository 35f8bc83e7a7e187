import { basename, extname } from "node:path";
import { defaultLoaders, lilconfig, type AsyncSearcher, type Loader } from "lilconfig";
import * as v from "valibot";
import { JetsError, messageOf } from "../maintenance/errors.js";
import { webFlags } from "../maintenance/context.js";
import { configurationFiles } from "./configuration-files.js";
import { fleetsSchema } from "./fleets.js";
import { parseDuration } from "./time.js";

// Each message is what a value must be: `factOf` makes a sentence of it.

const words = "a string that is not empty";
const text = v.pipe(v.string(words), v.nonEmpty(words));
const texts = v.array(text, "a list");
const flag = v.boolean("true or false");
const durationText = v.pipe(
  text,
  v.check((value) => parseDuration(value) !== undefined, "a duration like 90m, 2h or 1d"),
);
const webFlag = v.picklist(webFlags, webFlags.map((one) => JSON.stringify(one)).join(" or "));

/** What a configuration file may say. `stack` is a whole stack name and wins over `project`. */
const schema = v.strictObject({
  stack: v.optional(text),
  project: v.optional(text),
  workers: v.optional(
    v.strictObject(
      { include: v.exactOptional(texts), exclude: v.exactOptional(texts), tags: v.exactOptional(flag) },
      "an object",
    ),
  ),
  /** Whether to keep asynchronous events while workers are stopped. */
  keepEvents: v.optional(flag),
  /** How long web maintenance lasts by default, and at most: `4h`. */
  maxDuration: v.optional(durationText),
  web: v.optional(v.strictObject({ flag: v.exactOptional(webFlag) }, "an object")),
  /** Many applications under one name, for `--fleet`. */
  fleets: v.optional(fleetsSchema),
});

/** A configuration file that was read. */
export interface Configuration extends v.InferOutput<typeof schema> {
  /** The file's name, for messages. */
  readonly source: string;
}

/**
 * Reads `jets.config.*`, or `"jets"` in package.json, in `directory` and nowhere above it; `undefined` where there is none.
 * @throws JetsError `usage` when it can't be read, or holds an unknown key or a value of the wrong type
 */
export async function readConfiguration(directory: string): Promise<Configuration | undefined> {
  const found = await search(directory);
  if (found === null) return undefined;
  const source = basename(found.filepath);
  return { ...parse(found.config, source), source };
}

async function search(directory: string): ReturnType<AsyncSearcher["search"]> {
  const searcher = lilconfig("jets", {
    searchPlaces: [...configurationFiles],
    stopDir: directory,
    ignoreEmptySearchPlaces: false,
    loaders: Object.fromEntries(
      Object.entries(defaultLoaders).map(([kind, load]) => [kind, explained(load)]),
    ),
  });
  try {
    return await searcher.search(directory);
  } catch (cause) {
    if (cause instanceof JetsError) throw cause;
    throw new JetsError(
      "usage",
      `Cannot read the configuration file in ${directory}: ${messageOf(cause)}.`,
      `It must be a readable file, one of ${configurationFiles.join(", ")}. Or pass --stack NAME, and --web-flag for the web role.`,
      { cause },
    );
  }
}

function parse(config: unknown, source: string): v.InferOutput<typeof schema> {
  // To valibot, a list is an object.
  if (Array.isArray(config))
    throw new JetsError(
      "usage",
      `${source}: must contain an object, not a list`,
      `Known keys: ${knownKeys}.`,
    );
  const { success, output, issues } = v.safeParse(schema, config);
  if (success) return output;
  const [issue] = issues;
  throw new JetsError("usage", `${source}: ${factOf(issue)}`, remedyFor(v.getDotPath(issue)));
}

const knownKeys =
  "stack, project, workers.include, workers.exclude, workers.tags, keepEvents, web.flag, maxDuration, fleets";
const keysOfFleets =
  "stacks, regions, accounts, maxFailures, concurrency; of an account: profile, id, role, externalId, regions";

const remedyFor = (key: string | null): string =>
  key?.startsWith("fleets.") === true
    ? `Known keys of a fleet: ${keysOfFleets}.`
    : `Known keys: ${knownKeys}.`;

function factOf(issue: v.InferIssue<typeof schema>): string {
  const key = v.getDotPath(issue);
  if (key === null) return `must contain an object, not ${issue.received}`;
  if (issue.expected === "never") return `unknown key "${key}"`;
  if (issue.input === undefined) return `"${key}" is missing`;
  // A rule about several keys blames one of them, and was asked about all.
  const value: unknown = issue.type === "check" ? issue.path?.at(-1)?.value : issue.input;
  return `"${key}" must be ${issue.message}, but is ${JSON.stringify(value)}`;
}

// lilconfig passes on what a loader throws, which need not say which file it was.
function explained(load: Loader): Loader {
  return async (path, content) => {
    try {
      const config: unknown = await load(path, content);
      return config;
    } catch (cause) {
      const [reason] = messageOf(cause).split("\n", 1);
      throw new JetsError(
        "usage",
        `Cannot read ${basename(path)}: ${reason}`,
        `Fix it${extname(path) === ".json" ? " (it is not valid JSON)" : ""}, or pass --stack NAME, and --web-flag for the web role.`,
        { cause },
      );
    }
  };
}
