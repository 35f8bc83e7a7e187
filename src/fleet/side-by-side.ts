import pLimit from "p-limit";
import type { Application } from "./applications.js";
import type { AccountRegion } from "./accounts.js";

/**
 * How many applications of one region of one account are worked on side by side. They share its quotas: more would not
 * end sooner, and would make each other's heartbeats wait. Where a run waits for work to end, it makes few calls.
 */
export const perPlace = { working: 4, waiting: 16 };

/** How the work goes on. */
export interface Course {
  /** How many places are worked on side by side. */
  readonly concurrency: number;
  /** How many applications of each. */
  readonly perPlace: number;
  /** Says how far each place has come. */
  readonly tell: (at: AccountRegion, done: number, total: number) => void;
}

/** Does something for each application; resolves to what came of each, in their order. */
export async function sideBySide<Result>(
  applications: readonly Application[],
  { concurrency, perPlace, tell }: Course,
  work: (application: Application) => Promise<Result>,
): Promise<readonly Result[]> {
  const places = pLimit(concurrency);
  const results = new Map<Application, Result>();
  const workAt = async (at: AccountRegion, there: readonly Application[]): Promise<void> => {
    let done = 0;
    const bounded = pLimit(perPlace);
    tell(at, done, there.length);
    await Promise.all(
      there.map((application) =>
        bounded(async () => {
          results.set(application, await work(application));
          done += 1;
          tell(at, done, there.length);
        }),
      ),
    );
  };
  await Promise.all([...byPlace(applications)].map(([at, there]) => places(() => workAt(at, there))));
  return applications.flatMap((application) => {
    const result = results.get(application);
    return result === undefined ? [] : [result];
  });
}

function byPlace(applications: readonly Application[]): ReadonlyMap<AccountRegion, readonly Application[]> {
  const groups = new Map<AccountRegion, Application[]>();
  for (const application of applications)
    groups.set(application.at, [...(groups.get(application.at) ?? []), application]);
  return groups;
}
