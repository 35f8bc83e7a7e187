import { createHash } from "node:crypto";
import { JetsError } from "../../errors.js";
import { formatJson } from "../../text.js";

/** The versions of the journal's format that this release reads; newer ones are refused. */
export const formatVersions = [1, 2] as const;

/**
 * The version of what a record holds: 2 where events are kept, which a release that does not know of them would not
 * bring back, else 1.
 */
export const versionOf = (holdsEvents: boolean): (typeof formatVersions)[number] => (holdsEvents ? 2 : 1);

const sealed = /^(?<body>\{.*),"sum":"(?<sum>[0-9a-f]{16})"\}$/s;

const sumOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 16);

/** How many bytes {@link seal} adds to the JSON text of a record. */
export const sealBytes = `,"sum":"0123456789abcdef"`.length;

/** The record as one line of JSON that ends in a checksum over all that comes before it. */
export function seal(record: object): string {
  const body = formatJson(record).slice(0, -1);
  return `${body},"sum":"${sumOf(body)}"}`;
}

/**
 * The record that {@link seal} made `text` of.
 * @throws JetsError `journal_damaged`, naming the parameter, when the text was cut, edited or written by a newer version.
 */
export function unseal(name: string, text: string): unknown {
  const record = parseJson(text);
  if (record === undefined) throw damaged(name, "is not JSON any more");
  const version = typeof record === "object" && record !== null && "v" in record ? record.v : undefined;
  if (typeof version === "number" && version > Math.max(...formatVersions)) {
    throw damaged(name, `was written by a newer version of jets (format ${version})`, "newer");
  }
  const { body, sum } = sealed.exec(text)?.groups ?? {};
  if (body === undefined || sumOf(body) !== sum) throw damaged(name, "was changed after it was written");
  return record;
}

/** What happened to a parameter of the journal. Each kind has its own remedy. */
type Damage = "missing" | "changed" | "newer";

/** A parameter whose content cannot be trusted, or is not there (rule 10 of `docs/safety.md`). */
export class JournalDamage extends JetsError {
  constructor(
    /** Its name. */
    readonly parameter: string,
    what: string,
    readonly kind: Damage,
  ) {
    super(
      "journal_damaged",
      `The parameter ${parameter} ${what}. Nothing was changed.`,
      remedies[kind](parameter),
    );
    this.fact = `The parameter ${parameter} ${what}.`;
  }

  /** The message of a run that goes on all the same. */
  readonly fact: string;
}

/** The error for a damaged parameter; by default one that was changed. */
export const damaged = (name: string, what: string, kind: Damage = "changed"): JournalDamage =>
  new JournalDamage(name, what, kind);

/** The error for a parameter that must exist and is missing. The answer may be old: a list may lack it for a moment. */
export const missing = (name: string, what: string): JournalDamage => damaged(name, what, "missing");

// SSM keeps nothing of a deleted parameter:
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
const remedies: Readonly<Record<Damage, (name: string) => string>> = {
  changed: (name) =>
    `See its history with \`aws ssm get-parameter-history --name ${name}\` and put its last good value back. ${salvageHint(name)}`,
  missing: (name) =>
    `SSM keeps no history of a parameter that was deleted: only a copy of your own can be put back. ${salvageHint(name)}`,
  newer: () => "Use that version of jets, which reads all of the journal.",
};

/** The names hold the stack: `/jets/<stack>/maintenance/...`. */
const salvageHint = (name: string): string =>
  `\`jets maintenance:off --role worker --stack ${name.split("/")[2] ?? ""} --salvage\` restores what is intact without it, and names the rest.`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to do if something can't be trusted: throw, or read the rest. */
export type OnDamage = (damage: JournalDamage) => void;

/** Never goes on. @throws JetsError `journal_damaged` */
export const refuse: OnDamage = (damage) => {
  throw damage;
};

/** What was read; `undefined` where it can't be trusted and `onDamage` goes on. */
export function attempt<Answer>(read: () => Answer, onDamage: OnDamage): Answer | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    onDamage(error);
    return undefined;
  }
}
