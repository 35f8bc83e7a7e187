import { createHash } from "node:crypto";
import { JetsError } from "../errors.js";
import { formatInfo } from "../info-text.js";

/** The version of the journal's format that this release writes; newer ones are refused. */
export const formatVersion = 1;

const sealed = /^(?<body>\{.*),"sum":"(?<sum>[0-9a-f]{16})"\}$/s;

const sumOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 16);

/** How many bytes {@link seal} adds to the JSON text of a record. */
export const sealBytes = `,"sum":"0123456789abcdef"`.length;

/** The record as one line of JSON that ends in a checksum over all that comes before it. */
export function seal(record: object): string {
  const body = formatInfo(record).slice(0, -1);
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
  if (typeof version === "number" && version > formatVersion) {
    throw damaged(
      name,
      `was written by a newer version of jets (format ${version})`,
      "Use that version of jets.",
    );
  }
  const { body, sum } = sealed.exec(text)?.groups ?? {};
  if (body === undefined || sumOf(body) !== sum) throw damaged(name, "was changed after it was written");
  return record;
}

/** Damage that may be an old answer: a parameter that is there may not be listed for a moment. */
export class MissingParameter extends JetsError {}

/** The error for a parameter that is relied on and not there (rule 10 of `docs/safety.md`). */
export const missing = (name: string, what: string): MissingParameter => {
  const { code, message, hint } = damaged(name, what);
  return new MissingParameter(code, message, hint);
};

/** The error for a parameter whose content cannot be trusted (rule 10 of `docs/safety.md`). */
export function damaged(name: string, what: string, hint = remedy(name)): JetsError {
  return new JetsError("journal_damaged", `The parameter ${name} ${what}. Nothing was changed.`, hint);
}

const remedy = (name: string): string =>
  `Look at it with \`aws ssm get-parameter-history --name ${name}\` and put its last good value back.`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
