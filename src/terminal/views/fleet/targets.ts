import type { Application } from "../../../fleet/applications.js";
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
  const rows = targets.map(rowOf);
  const count = (columns: number): number => new Set(rows.map((row) => row.slice(0, columns).join(" "))).size;
  const verb = to === "on" ? "enable" : "disable";
  const doing = isAsked ? `Will ${verb}` : `${verb.charAt(0).toUpperCase()}${verb.slice(1, -1)}ing`;
  const applications = inWords(count(3), "application");
  const places = `${inWords(count(1), "account")} and ${inWords(new Set(rows.map(([, region]) => region)).size, "region")}`;
  say(
    terminal,
    `${doing} maintenance mode for ${inWords(targets.length, "target")}: ${applications} in ${places}`,
  );
  if (!isAsked) return;
  const all = [...rows, ...leftOut.map((one) => [...rowOf(one), "left out: no workers"])];
  say(terminal, ...tableLines(["account", "region", "stack", "role", "note"], all, terminal.stderr));
}

const rowOf = ({ application: { at, stack }, role }: Target): string[] => [
  at.account,
  at.region,
  stack,
  role,
];
