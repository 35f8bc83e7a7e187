import * as v from "valibot";
import { parse } from "yaml";
import { blocksOf } from "./pages.js";

const page = "docs/notifications.md";
const anyObject = v.record(v.string(), v.unknown());

const target = v.object({
  Id: v.string(),
  InputTransformer: v.object({ InputPathsMap: v.record(v.string(), v.string()), InputTemplate: v.string() }),
});
const rule = v.object({ Properties: v.object({ EventPattern: anyObject, Targets: v.array(target) }) });
const template = v.object({ Resources: v.object({ WebRule: rule, WorkerRule: rule }) });

/** An event of EventBridge. */
export type Event = v.InferOutput<typeof anyObject>;

/** The template of the page, as text. */
export const templateText = blocksOf(page).find(({ file }) => file === "notifications.yaml")?.text ?? "";

/** The command that deploys it. */
export const deployment =
  blocksOf(page).find(({ language, file }) => language === "sh" && file === undefined)?.text ?? "";

/** Its two rules. */
export const rules = v.parse(template, parse(templateText, { logLevel: "error" })).Resources;

/** The events that the page shows. */
export const events: readonly Event[] = blocksOf(page)
  .filter(({ language }) => language === "json")
  .map(({ text }) => v.parse(anyObject, JSON.parse(text)));

/**
 * Whether a pattern takes an event, as EventBridge compares them: every field of the pattern, any of its values; `*` of a
 * wildcard stands for any characters (eb-create-pattern-operators.html of its user guide). Other operators throw.
 */
export function matches(pattern: Event, event: Event): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const found = event[field];
    if (Array.isArray(wanted)) return wanted.some((value) => isValue(value, found));
    return v.is(anyObject, found) && matches(v.parse(anyObject, wanted), found);
  });
}

function isValue(wanted: unknown, found: unknown): boolean {
  if (typeof wanted === "string") return wanted === found;
  const { wildcard } = v.parse(v.strictObject({ wildcard: v.string() }), wanted);
  return typeof found === "string" && isLike(wildcard.split("*"), found);
}

/** Whether a text is these parts, in this order, with anything between them. */
function isLike([first = "", ...others]: readonly string[], text: string): boolean {
  if (!text.startsWith(first)) return false;
  const [next] = others;
  if (next === undefined) return text === first;
  const rest = text.slice(first.length);
  return Array.from({ length: rest.length + 1 }, (_, at) => rest.slice(at)).some((end) =>
    isLike(others, end),
  );
}
