import * as v from "valibot";

const parametersSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Parameters: v.optional(
      v.array(
        v.object({
          Name: v.string(),
          Value: v.string(),
          Version: v.exactOptional(v.number()),
          LastModifiedDate: v.pipe(
            v.number(),
            v.transform((seconds) => new Date(seconds * 1_000)),
          ),
        }),
      ),
      [],
    ),
  }),
);

/** The answer of GetParameters. */
export type FoundParameters = v.InferOutput<typeof parametersSchema>;

/** The part of DescribeStacks' answer for one stack that is looked at. */
export interface FoundStack {
  readonly Stacks: readonly [{ readonly StackId: string; readonly StackStatus: string }];
}

/** `undefined` when it is not what GetParameters answers. */
export function parseParameters(body: string): FoundParameters | undefined {
  const parsed = v.safeParse(parametersSchema, body);
  return parsed.success ? parsed.output : undefined;
}

/** `undefined` when it does not hold exactly one stack. */
export function parseStack(body: string): FoundStack | undefined {
  const StackId = onlyElement(body, "StackId");
  const StackStatus = onlyElement(body, "StackStatus");
  if (StackId === undefined || StackStatus === undefined) return undefined;
  return { Stacks: [{ StackId, StackStatus }] };
}

/** The text of the one element of this name; a `<` in any value is escaped. */
function onlyElement(xml: string, name: string): string | undefined {
  const [found, ...others] = xml.matchAll(new RegExp(`<${name}>([\\w:/.-]+)</${name}>`, "g"));
  return others.length === 0 ? found?.[1] : undefined;
}
