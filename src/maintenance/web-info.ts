import * as v from "valibot";

/** Keys that are not listed belong to other versions, and stay where they are. */
const infoSchema = v.looseObject({
  since: v.string(),
  by: v.string(),
  url: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
});

/** Who turned web maintenance on, when and why. */
export type WebInfo = v.InferOutput<typeof infoSchema>;

/** What the parameter beside the web flag says; `undefined` where it is absent or written by somebody else. */
export function parseInfo(value: string | undefined): WebInfo | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), infoSchema), value);
  return parsed.success ? parsed.output : undefined;
}
