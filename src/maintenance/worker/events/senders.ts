import { defined } from "../../../defined.js";
import { messageOf } from "../../errors.js";
import { sourceNames } from "../../event-sources.js";
import { costOf } from "../../plan.js";
import type { RoleCaller, StackFunction } from "../../ports/stacks.js";
import type { Context } from "../../context.js";
import { isOfOneWorker, queueWorkers } from "../for-each.js";

/** One who sends a worker events. */
export interface Sender {
  /** The service by its first name, or the principal. */
  readonly source: string;
  /** The alias or version that they are sent to; left out, the function itself. */
  readonly qualifier?: string;
  /** Whether it waits for the answer: `never`, `always` or unknown. */
  readonly waits: "never" | "always" | "perhaps";
}

/** Who sends the workers events, and what could not be found out. */
export interface Senders {
  /** Those of each worker; the reason where they could not be read. */
  readonly of: ReadonlyMap<string, { readonly senders: readonly Sender[]; readonly unread?: string }>;
  /** Sentences about what concerns no worker alone. */
  readonly unclear: readonly string[];
}

/** A search for who sends workers events, which are handed in one by one. */
export interface SenderSearch {
  readonly add: (worker: StackFunction) => void;
  /** What was found, once all workers were added. */
  readonly end: () => Promise<Senders>;
}

/**
 * Looks for who sends workers events: in their resource policies, and among what the stack has call by a role.
 * `thorough` looks at every alias and version, instead of at the aliases that the stack lists.
 */
export function searchSenders(context: Context, { thorough }: { readonly thorough: boolean }): SenderSearch {
  const queue = queueWorkers(context, async (_, worker: StackFunction) => {
    try {
      return { senders: await sendersInPolicies(context, worker, thorough) };
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      return { senders: [], unread: messageOf(error) };
    }
  });
  let count = 0;
  let byRole: ReturnType<typeof findRoleCallers> | undefined;
  return {
    add(worker) {
      count += 1;
      byRole ??= findRoleCallers(context, thorough);
      // `end` says so.
      byRole.catch(() => undefined);
      queue.add(worker.name, worker);
    },
    async end() {
      const stage = { stage: "Reading event sources", seconds: costOf(count, 0).seconds };
      const [{ results }, { callers, unclear }] = await Promise.all([
        queue.end(stage),
        byRole ?? { callers: [], unclear: [] },
      ]);
      const of = new Map(
        [...results].map(([name, found]) => [
          name,
          { ...found, senders: [...found.senders, ...callersOf(name, callers)] },
        ]),
      );
      return { of, unclear };
    },
  };
}

/** The same for workers that are all there. */
export function findSenders(
  context: Context,
  workers: ReadonlyMap<string, StackFunction>,
  options: { readonly thorough: boolean },
): Promise<Senders> {
  const search = searchSenders(context, options);
  for (const worker of workers.values()) search.add(worker);
  return search.end();
}

async function sendersInPolicies(
  { functions }: Context,
  { name, qualifiers }: StackFunction,
  thorough: boolean,
): Promise<Sender[]> {
  const looked = thorough ? await listQualifiers(functions, name) : qualifiers.filter(isAlias);
  const senders: Sender[] = [];
  for (const qualifier of [undefined, ...looked]) {
    for (const { source, isAsync } of await functions.listCallers(name, qualifier))
      senders.push({ source, waits: isAsync ? "never" : "perhaps", ...defined({ qualifier }) });
  }
  return senders;
}

/** A permission on a version is rare: after the next deployment the version has another number. */
const isAlias = (qualifier: string): boolean => !/^\d+$/.test(qualifier);

async function listQualifiers(functions: Context["functions"], name: string): Promise<string[]> {
  const aliases = await functions.listAliases(name);
  return [...aliases.map((alias) => alias.name), ...(await functions.listVersions(name)).keys()];
}

async function findRoleCallers(
  { stack, stacks }: Context,
  thorough: boolean,
): Promise<{ readonly callers: readonly RoleCaller[]; readonly unclear: readonly string[] }> {
  try {
    const callers = await stacks.listRoleCallers(stack, { thorough });
    const unclear = callers.filter(({ isUnclear }) => isUnclear).map(describeUnclear);
    return { callers, unclear };
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    return {
      callers: [],
      unclear: [
        `The resources of ${stack} that call its functions by a role could not be read: ${messageOf(error)}`,
      ],
    };
  }
}

const describeUnclear = ({ logicalId, source }: RoleCaller): string =>
  `Which function ${logicalId} (${sourceNames([source])}) calls by its role is not known from the template.`;

const callersOf = (name: string, callers: readonly RoleCaller[]): Sender[] =>
  callers.flatMap(({ source, isAsync, targets }) =>
    targets
      .filter((target) => target.name === name)
      .map(({ qualifier }) => ({
        source,
        waits: isAsync ? "never" : "always",
        ...defined({ qualifier }),
      })),
  );
