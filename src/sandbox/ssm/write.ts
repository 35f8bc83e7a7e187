import type { Input } from "../wire/input.js";
import { invalid, parameterNotFound, ssmError } from "./errors.js";
import { verifyName, verifyType, verifyValue } from "./rules.js";
import type { Caller } from "../identity/caller.js";
import { latestOf, type SsmState, type Tier } from "./state.js";
import { chooseTier } from "./tier.js";

type AnswerBody = Record<string, unknown>;

/** How long AWS asks to wait before a deleted name is created again, in milliseconds. */
const recycleAfterMs = 30_000;

/** How many versions of a parameter are kept. */
const keptVersions = 100;

/** PutParameter: creates, or overwrites when asked. */
export function putParameter(state: SsmState, input: Input, caller: Pick<Caller, "arn">): AnswerBody {
  const name = input.requiredText("Name").trim();
  const value = input.requiredText("Value");
  const type = input.text("Type");
  verifyName(state.context, name);
  if (type !== undefined) verifyType(type);
  const overwrite = input.flag("Overwrite") ?? false;
  verifyTags(input, overwrite);
  const exists = state.parameters.has(name);
  if (exists && !overwrite) throw alreadyExists();
  if (!exists) verifyFresh(state, name);
  const tier = chooseTier(state, { name, value, tier: input.text("Tier") });
  verifyValue(value, tier);
  const version = write(state, { name, value, type, tier, description: input.text("Description") }, caller);
  return { Version: version, Tier: tier };
}

/** DeleteParameter: refused when there is none. */
export function deleteParameter(state: SsmState, input: Input): AnswerBody {
  if (!remove(state, input.requiredText("Name"))) throw parameterNotFound();
  return {};
}

/** DeleteParameters: up to ten; names those that were not there. */
export function deleteParameters(state: SsmState, input: Input): AnswerBody {
  const names = input.requiredTexts("Names", 10);
  const deleted = names.filter((name) => remove(state, name));
  return { DeletedParameters: deleted, InvalidParameters: names.filter((name) => !deleted.includes(name)) };
}

/** Writes a new version and returns its number. @throws AwsError when the type is missing or another one */
export function write(
  state: SsmState,
  { name, value, type, tier, description }: ParameterText,
  caller: Pick<Caller, "arn">,
): number {
  const before = latestOf(state, name);
  const kept = type ?? before?.type;
  if (kept === undefined) throw invalid("A parameter type is required when you create a parameter.");
  if (before !== undefined && before.type !== kept)
    throw ssmError(
      "HierarchyTypeMismatchException",
      "Parameter Store doesn't support changing a parameter type in a hierarchy.",
    );
  const version = (before?.version ?? 0) + 1;
  const written = {
    name,
    value,
    type: kept,
    version,
    tier: tier ?? before?.tier ?? "Standard",
    description: description ?? before?.description,
    modifiedAt: state.context.now(),
    modifiedBy: caller.arn,
  };
  state.parameters.set(name, [...(state.parameters.get(name) ?? []), written].slice(-keptVersions));
  return version;
}

/** Deletes a parameter; `false` when there was none. */
export function remove(state: SsmState, name: string): boolean {
  if (!state.parameters.delete(name)) return false;
  state.deletedAt.set(name, state.context.now());
  return true;
}

interface ParameterText {
  readonly name: string;
  readonly value: string;
  readonly type?: string | undefined;
  /** Left out: the one that it is in. */
  readonly tier?: Tier;
  readonly description?: string | undefined;
}

function verifyFresh(state: SsmState, name: string): void {
  const deletedAt = state.deletedAt.get(name);
  if (deletedAt === undefined || state.context.now() - deletedAt >= recycleAfterMs) return;
  state.recycledNames.push(name);
  if (state.context.settings.strictNames) throw alreadyExists();
}

function verifyTags(input: Input, overwrite: boolean): void {
  if (overwrite && input.structures("Tags").length > 0)
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
}

function alreadyExists(): Error {
  return ssmError(
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  );
}
