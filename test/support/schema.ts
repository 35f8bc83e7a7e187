import { Ajv2020 } from "ajv/dist/2020.js";
import schema from "../../schema/v1.json" with { type: "json" };

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/**
 * The one document on stdout, which must be what the schema says.
 * @throws Error naming every place where it is not
 */
export function documentIn(stdout: string): unknown {
  const document: unknown = JSON.parse(stdout);
  if (validate(document)) return document;
  const places = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ""}`,
  );
  throw new Error(`${places.join("; ")}:\n${stdout}`);
}
