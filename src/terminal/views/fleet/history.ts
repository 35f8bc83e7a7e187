import { summaryOf, type Outcome } from "../../../fleet/outcome.js";
import type { Application } from "../../../fleet/applications.js";
import type { Trouble } from "../../../fleet/request.js";
import type { History } from "../../../maintenance/index.js";
import { errorDocument, factAndRemedy } from "../error.js";
import { sayFinding } from "../finding.js";
import { documentOf, headings, rowOf } from "../history.js";
import { answerJson } from "../json.js";
import { answerTable } from "../../table.js";
import { about, type Terminal } from "../../terminal.js";
import { nameOfApplication, troubleDocument } from "./outcomes.js";

/** What is on record of one application, or why that could not be read. */
export interface HistoryTold {
  readonly application: Application;
  readonly history?: History;
  readonly error?: unknown;
  /** Whether each role is on now. */
  readonly outcomes: readonly Outcome[];
}

/** Prints what is on record on stdout, application by application, and what can't be trusted on stderr. */
export function answerHistories(
  { told, troubles }: { readonly told: readonly HistoryTold[]; readonly troubles: readonly Trouble[] },
  json: boolean,
  terminal: Terminal,
): void {
  const summary = summaryOf(
    told.flatMap(({ outcomes }) => outcomes),
    troubles,
  );
  if (json)
    answerJson(
      { targets: [...told.map(documentOfOne), ...troubles.map(troubleDocument)], summary },
      terminal,
    );
  else answerTable(["account", "region", "stack", ...headings], told.flatMap(rowsOf), terminal);
  for (const { application, history } of told)
    for (const damage of history?.damages ?? [])
      sayFinding("error", factAndRemedy(damage), about(nameOfApplication(application), terminal));
}

const rowsOf = ({ application: { at, stack }, history }: HistoryTold): string[][] =>
  (history?.entries ?? []).map((entry) => [at.account, at.region, stack, ...rowOf(entry)]);

function documentOfOne({ application: { at, stack }, history, error }: HistoryTold): object {
  const of = { stack, region: at.region };
  return {
    account: at.account,
    ...(history === undefined ? of : documentOf({ ...of, ...history })),
    ...(error === undefined ? {} : errorDocument(error)),
  };
}
