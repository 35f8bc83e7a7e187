import { defined } from "../../../defined.js";
import { summaryOf, targetStates, type Outcome, type Summary } from "../../../fleet/outcome.js";
import type { Application } from "../../../fleet/applications.js";
import type { Trouble } from "../../../fleet/request.js";
import { inWords } from "../../../maintenance/in-words.js";
import { errorDocument, printError } from "../error.js";
import { answerJson } from "../json.js";
import { rolesDocument, type RoleDocument } from "../role.js";
import { about, say, type Terminal } from "../../terminal.js";

/** What became of a target, with what there is to say of it in JSON. */
export interface Told extends Outcome {
  readonly document?: RoleDocument;
}

/** What became of a fleet. */
export interface FleetTold {
  readonly told: readonly Told[];
  readonly troubles: readonly Trouble[];
}

/** Says how many targets are in each state, and prints the one document where JSON is wanted. */
export function answerOutcomes({ told, troubles }: FleetTold, json: boolean, terminal: Terminal): void {
  const targets = [...documentsOf(told), ...troubles.map(troubleDocument)];
  answerFleet({ targets, summary: summaryOf(told, troubles) }, json, terminal);
}

/** The one document of a fleet. */
interface FleetDocument {
  /** One for each application, and one for each place that could not be reached. */
  readonly targets: readonly object[];
  readonly summary: Summary;
}

/** Says how many targets are in each state, and prints the document where JSON is wanted. */
export function answerFleet(document: FleetDocument, json: boolean, terminal: Terminal): void {
  say(terminal, summaryLine(document.summary));
  if (json) answerJson(document, terminal);
}

/** For example: `12 targets: 10 on, 2 failed`. */
function summaryLine(summary: Summary): string {
  const total = targetStates.reduce((sum, state) => sum + summary[state], 0);
  const parts = targetStates
    .filter((state) => summary[state] > 0)
    .map((state) => `${summary[state]} ${state}`);
  return [inWords(total, "target"), ...(parts.length === 0 ? [] : [parts.join(", ")])].join(": ");
}

/** Names the targets that are not as asked: those that were tried one by one, the others place by place. */
export function sayMissing(told: readonly Outcome[], terminal: Terminal): void {
  const missing = told.filter(({ isAsAsked }) => !isAsAsked);
  const tried = missing.filter(({ state }) => state !== "skipped");
  const untried = new Map<string, string[]>();
  for (const { application, role, state } of missing) {
    if (state !== "skipped") continue;
    const { at, stack } = application;
    const place = `${at.account} ${at.region}`;
    untried.set(place, [...(untried.get(place) ?? []), `${stack} ${role}`]);
  }
  say(
    terminal,
    ...tried.map(
      ({ application, role, state }) => `Not as asked: ${nameOfApplication(application)} ${role}: ${state}`,
    ),
    ...[...untried].map(([place, targets]) => `Not tried: ${place}: ${targets.join(", ")}`),
  );
}

/** Names the accounts and regions that could not be reached, and why. */
export function sayTroubles(troubles: readonly Trouble[], terminal: Terminal): void {
  for (const trouble of troubles) printError(trouble.error, about(nameOfTrouble(trouble), terminal));
}

/** What could not be reached, for people. */
export function nameOfTrouble({ account, profile, region }: Trouble): string {
  const who = account ?? (profile === undefined ? "credentials in force" : `profile ${profile}`);
  return region === undefined ? who : `${who} ${region}`;
}

/** What could not be reached, as JSON. */
export const troubleDocument = ({ account, profile, region, error }: Trouble): object => ({
  ...defined({ account, profile: account === undefined ? profile : undefined, region }),
  ...errorDocument(error),
});

/** One document for each application: its roles, or its error where there is nothing else. */
function documentsOf(told: readonly Told[]): object[] {
  const applications = new Map<Application, Told[]>();
  for (const one of told)
    applications.set(one.application, [...(applications.get(one.application) ?? []), one]);
  return [...applications].map(
    ([
      {
        at: { account, region },
        stack,
      },
      roles,
    ]) => {
      const documents = roles.flatMap(({ document }) => document ?? []);
      const error = roles.find((one) => one.error !== undefined)?.error;
      return {
        account,
        ...(documents.length === 0 ? { stack, region } : rolesDocument(stack, region, documents)),
        ...(error === undefined ? {} : errorDocument(error)),
      };
    },
  );
}

/** How messages name an application of a fleet. */
export const nameOfApplication = ({
  at: { account, region },
  stack,
}: Pick<Application, "at" | "stack">): string => `${account} ${region} ${stack}`;
