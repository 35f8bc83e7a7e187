import { mapBounded } from "../../bounded.js";
import { JetsError } from "../../errors.js";
import type { LambdaFunction } from "../../ports/functions.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context } from "../../context.js";
import { beginStage } from "../../events.js";

/** The tag by which a function says itself whether it is a worker: `worker` or `none`. */
const roleTag = "jets:role";

/** What a function's own tag says of its role; `undefined` where it says nothing, or nothing could be read. */
export const roleTagOf = ({ tags }: LambdaFunction): string | undefined => tags?.[roleTag];

/**
 * Reads the tag of each of these functions, at one GetFunction each.
 * @throws JetsError `access_denied` when the tags of one can't be read: it may say that it must not be stopped
 */
export async function readRoleTags(
  context: Context,
  among: readonly StackFunction[],
): Promise<ReadonlyMap<string, string>> {
  const countOne = beginStage(context, { stage: "Reading tags" }, among.length);
  const read = await mapBounded(among, async ({ name }) => {
    const live = await context.functions.get(name);
    countOne();
    if (live !== undefined && live.tags === undefined) throw unreadable(name);
    return [name, live && roleTagOf(live)] as const;
  });
  return new Map(read.flatMap(([name, role]) => (role === undefined ? [] : [[name, role]])));
}

const unreadable = (name: string): JetsError =>
  new JetsError(
    "access_denied",
    `Access denied: the tags of ${name} could not be read.`,
    "Allow lambda:GetFunction and lambda:ListTags for the identity that runs jets, or set workers.tags to false.",
  );

/** Reports tags that could not be read on the way. */
export function reportUnreadTags({ report }: Context, live: Iterable<LambdaFunction | undefined>): void {
  const unread = [...live].flatMap((one) => (one !== undefined && one.tags === undefined ? [one.name] : []));
  if (unread.length === 0) return;
  const message = `Whether ${unread.join(", ")} ${unread.length === 1 ? "has" : "have"} a tag ${roleTag} could not be read: that needs lambda:GetFunction and lambda:ListTags.`;
  report({ type: "warning", message });
}
