import { byPlace, type Application } from "../../../fleet/applications.js";
import type { Role } from "../../../maintenance/context.js";
import { inWords } from "../../../maintenance/in-words.js";
import { tableLines } from "../../table.js";
import { say, type Terminal } from "../../terminal.js";

/** One role of one application. */
interface Target {
  readonly application: Application;
  readonly role: Role;
}

/** What goes into maintenance. */
interface Intent {
  readonly targets: readonly Target[];
  /** Those without workers. */
  readonly leftOut: readonly Target[];
  /** Whether a question follows. */
  readonly isAsked: boolean;
}

/** Says how many targets go into maintenance, and names each of them where a question follows. */
export function sayTargets({ targets, leftOut, isAsked }: Intent, terminal: Terminal): void {
  const all = [...targets, ...leftOut];
  const without = leftOut.length === 0 ? "" : `, ${leftOut.length} of them without workers`;
  const start = isAsked ? "Will enable" : "Enabling";
  const headings = ["account", "region", "stack", "roles", "note"];
  if (isAsked) say(terminal, ...tableLines(headings, rowsOf(targets, leftOut), terminal.stderr));
  say(terminal, `${start} maintenance mode for ${inWords(all.length, "target")}${without}: ${placesOf(all)}`);
}

function placesOf(targets: readonly Target[]): string {
  const places = targets.map(({ application: { at } }) => at);
  const accounts = new Set(places.map(({ account }) => account)).size;
  const regions = new Set(places.map(({ region }) => region)).size;
  const applications = new Set(targets.map(({ application }) => application)).size;
  return `${inWords(applications, "application")} in ${inWords(accounts, "account")} and ${inWords(regions, "region")}`;
}

/** One for each application. */
function rowsOf(targets: readonly Target[], leftOut: readonly Target[]): string[][] {
  const applications = [...new Set([...targets, ...leftOut].map(({ application }) => application))];
  const rolesIn = (some: readonly Target[], application: Application): readonly Role[] =>
    some.flatMap((one) => (one.application === application ? one.role : []));
  return applications.sort(byPlace).map((application) => {
    const { at, stack } = application;
    const isIdle = rolesIn(leftOut, application).length > 0;
    return [
      at.account,
      at.region,
      stack,
      rolesIn(targets, application).join(", "),
      isIdle ? "no workers" : "",
    ];
  });
}
