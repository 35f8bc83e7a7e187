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

/** What a run is about. */
interface Intent {
  readonly to: "on" | "off";
  readonly targets: readonly Target[];
  /** Those without workers. */
  readonly leftOut: readonly Target[];
  /** Whether a question follows. */
  readonly isAsked: boolean;
}

/** Says how many targets a run is about, and names each of them where a question follows. */
export function sayTargets({ to, targets, leftOut, isAsked }: Intent, terminal: Terminal): void {
  const verb = to === "on" ? "enable" : "disable";
  const doing = isAsked ? `Will ${verb}` : `${verb.charAt(0).toUpperCase()}${verb.slice(1, -1)}ing`;
  say(terminal, `${doing} maintenance mode for ${inWords(targets.length, "target")}: ${placesOf(targets)}`);
  if (!isAsked) return;
  const rows = rowsOf(targets, leftOut);
  say(terminal, ...tableLines(["account", "region", "stack", "roles", "note"], rows, terminal.stderr));
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
