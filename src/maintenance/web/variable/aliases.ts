import { mapBounded } from "../../bounded.js";
import { JetsError, messageOf } from "../../errors.js";
import type { Context } from "../../context.js";
import { isOn, variableName } from "./environment.js";
import { webFunction } from "../function.js";

/** A version that an alias of the web function points to. It keeps the variables that it was published with. */
interface AliasedVersion {
  /** For people: `live (version 3)`. */
  readonly label: string;
  readonly isOn: boolean;
}

/** What is known of the web function's aliases. */
export interface Aliases {
  readonly versions: readonly AliasedVersion[];
  /** Why nothing is. */
  readonly problem?: string;
}

/** Looks at every alias of the web function. Without permission for that, the run goes on. */
export async function findAliases(context: Context): Promise<Aliases> {
  try {
    return { versions: await readVersions(context) };
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "access_denied") throw error;
    return { versions: [], problem: messageOf(error) };
  }
}

async function readVersions({ stack, functions }: Context): Promise<AliasedVersion[]> {
  const name = webFunction(stack);
  const published = (await functions.listAliases(name)).flatMap(({ name: alias, versions }) =>
    versions.filter((version) => version !== "$LATEST").map((version) => ({ alias, version })),
  );
  return mapBounded(published, async ({ alias, version }) => {
    const environment = await functions.getEnvironment(name, version);
    return { label: `${alias} (version ${version})`, isOn: isOn(environment?.variables ?? {}) };
  });
}

/** Which requests a change of the variable does not reach, in one sentence; `undefined` where it reaches all. */
export function unreachedSentence(
  { versions, problem }: Aliases,
  to: "on" | "off",
  { stack }: Context,
): string | undefined {
  const name = webFunction(stack);
  if (problem !== undefined)
    return `Whether ${name} has aliases, which ${variableName} would not reach, is not known. ${problem}`;
  const apart = versions.filter((version) => version.isOn !== (to === "on")).map(({ label }) => label);
  if (apart.length === 0) return undefined;
  const consequence = to === "on" ? "do not get the page" : "still get the page";
  return `Published versions of ${name} keep the variables that they were published with: requests through ${apart.join(", ")} ${consequence}.`;
}
