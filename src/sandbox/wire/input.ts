import { AwsError } from "./messages.js";

/** The limits of a number; AWS's service models give them. */
interface Range {
  readonly min: number;
  readonly max?: number;
}

/** A refusal of one member of the input, in the words that all services share. */
export function invalidMember(
  name: string,
  value: string | number | undefined,
  constraint: string,
): AwsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const shown = value === undefined ? "null" : `'${value}'`;
  return new AwsError(
    "ValidationException",
    400,
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/** The parameters of a call, wherever the protocol put them; reading one checks it. */
export class Input {
  constructor(readonly values: Readonly<Record<string, unknown>>) {}

  /** A text, or undefined when it was not given. @throws AwsError `SerializationException` */
  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw unreadable(name, "a string");
    return value;
  }

  /** A text that has to be there. @throws AwsError `ValidationException` */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw invalidMember(name, undefined, "not be null");
    return value;
  }

  /** A whole number; query strings and forms carry it as text. @throws AwsError `ValidationException` */
  integer(name: string, { min, max }: Range): number | undefined {
    const given = this.values[name];
    if (given === undefined || given === null) return undefined;
    const value = typeof given === "string" && given !== "" ? Number(given) : given;
    if (typeof value !== "number" || !Number.isInteger(value)) throw unreadable(name, "an integer");
    if (value < min) throw invalidMember(name, value, `have value greater than or equal to ${min}`);
    if (max !== undefined && value > max)
      throw invalidMember(name, value, `have value less than or equal to ${max}`);
    return value;
  }

  /** A whole number that has to be there. @throws AwsError `ValidationException` */
  requiredInteger(name: string, range: Range): number {
    const value = this.integer(name, range);
    if (value === undefined) throw invalidMember(name, undefined, "not be null");
    return value;
  }

  /** True or false; undefined when it was not given. @throws AwsError `SerializationException` */
  flag(name: string): boolean | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "boolean") throw unreadable(name, "a boolean");
    return value;
  }

  /** A list of texts of at least one and at most `max`. @throws AwsError `ValidationException` */
  requiredTexts(name: string, max: number): readonly string[] {
    if ((this.values[name] ?? undefined) === undefined) throw invalidMember(name, undefined, "not be null");
    const texts = this.texts(name);
    const shown = `[${texts.join(", ")}]`;
    if (texts.length === 0) throw invalidMember(name, shown, "have length greater than or equal to 1");
    if (texts.length > max) throw invalidMember(name, shown, `have length less than or equal to ${max}`);
    return texts;
  }

  /** A list of texts; empty when it was not given. @throws AwsError `SerializationException` */
  texts(name: string): readonly string[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) throw unreadable(name, "a list of strings");
    return value.map((item: unknown) => {
      if (typeof item !== "string") throw unreadable(name, "a list of strings");
      return item;
    });
  }

  /** A structure, or undefined when it was not given. @throws AwsError `SerializationException` */
  structure(name: string): Input | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (!isRecord(value)) throw unreadable(name, "a structure");
    return new Input(value);
  }

  /** A list of structures; empty when it was not given. @throws AwsError `SerializationException` */
  structures(name: string): readonly Input[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) throw unreadable(name, "a list of structures");
    return value.map((item: unknown) => {
      if (!isRecord(item)) throw unreadable(name, "a list of structures");
      return new Input(item);
    });
  }
}

/** Reads a JSON body; an empty one is an empty object. @throws AwsError `SerializationException` */
export function readJson(body: string): Readonly<Record<string, unknown>> {
  if (body === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new AwsError("SerializationException", 400, `The body is no JSON: ${String(error)}`);
  }
  if (!isRecord(value)) throw new AwsError("SerializationException", 400, "The body is no JSON object.");
  return value;
}

/** Whether a value is a JSON object. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(name: string, expected: string): AwsError {
  return new AwsError("SerializationException", 400, `${name} is not ${expected}.`);
}
