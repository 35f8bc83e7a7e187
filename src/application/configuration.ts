import { basename, extname } from "node:path";
import { defaultLoaders, lilconfig, type Loader } from "lilconfig";
import * as v from "valibot";
import { JetsError } from "../maintenance/errors.js";

/** What a configuration file may say. `stack` is a whole stack name and wins over `project`. */
const schema = v.strictObject({
  stack: v.optional(v.pipe(v.string(), v.nonEmpty())),
  project: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

/** A configuration file that was read; all but `source` is `undefined` where there is none. */
export interface Configuration extends v.InferOutput<typeof schema> {
  /** The file's name, for messages. */
  readonly source: string;
}

const places = ["package.json", "jets.config.json", "jets.config.js", "jets.config.mjs", "jets.config.cjs"];

/**
 * Reads `jets.config.*`, or `"jets"` in package.json, in `directory` and nowhere above it.
 * @throws JetsError `usage` when it can't be read, or holds an unknown key or a value of the wrong type
 */
export async function readConfiguration(directory: string): Promise<Configuration> {
  const found = await lilconfig("jets", {
    searchPlaces: places,
    stopDir: directory,
    ignoreEmptySearchPlaces: false,
    loaders: Object.fromEntries(
      Object.entries(defaultLoaders).map(([kind, load]) => [kind, explained(load)]),
    ),
  }).search(directory);
  if (found === null) return { source: "no configuration file" };
  const source = basename(found.filepath);
  return { ...parse(found.config, source), source };
}

function parse(config: unknown, source: string): v.InferOutput<typeof schema> {
  const { success, output, issues } = v.safeParse(schema, config);
  if (success) return output;
  const [issue] = issues;
  const key = v.getDotPath(issue);
  const fact =
    key === null
      ? `must hold an object, not ${issue.received}`
      : issue.type === "strict_object"
        ? `knows no key "${key}"`
        : `"${key}" must be a text and not empty, but is ${JSON.stringify(issue.input)}`;
  throw new JetsError(
    "usage",
    `${source}: ${fact}`,
    `Known keys: ${Object.keys(schema.entries).join(", ")}.`,
  );
}

// lilconfig passes on what a loader throws, which need not say which file it was.
function explained(load: Loader): Loader {
  return async (path, content) => {
    try {
      const config: unknown = await load(path, content);
      return config;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.split("\n", 1)[0] : String(cause);
      throw new JetsError(
        "usage",
        `Cannot read ${basename(path)}: ${reason}`,
        `Correct it${extname(path) === ".json" ? " (it is no valid JSON)" : ""}, or pass --stack NAME.`,
        { cause },
      );
    }
  };
}
