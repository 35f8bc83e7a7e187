import * as v from "valibot";
import { JetsError } from "../../maintenance/index.js";
import { parseTemplate } from "./template.js";

/** What the custom resources of a template say of who provides them. */
interface ServiceTokens {
  /**
   * Every text in their service tokens: ARNs, and what they refer to in the template, for example `Provider`,
   * `Provider.Arn` or `Nested.Outputs.ProviderArn`.
   */
  readonly texts: ReadonlySet<string>;
  /** The template's parameters that are among them. */
  readonly parameters: readonly string[];
}

const templateSchema = v.object({
  Parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.record(
    v.string(),
    v.object({
      Type: v.string(),
      Properties: v.optional(v.object({ ServiceToken: v.optional(v.unknown()) })),
    }),
  ),
});

/** Whether CloudFormation has a resource of this type made by what its service token names. */
export const isCustom = (type = ""): boolean =>
  type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";

/** Reads a template, in JSON or YAML. @throws JetsError `aws_refused` when it is neither */
export async function readServiceTokens(stack: string, template: string): Promise<ServiceTokens> {
  const parsed = v.safeParse(templateSchema, await parseTemplate(template));
  if (!parsed.success) {
    throw new JetsError(
      "aws_refused",
      `The template of ${stack}, which says which functions make its custom resources, cannot be read.`,
      `See it with \`aws cloudformation get-template --template-stage Processed --stack-name ${stack}\`.`,
    );
  }
  const { Parameters, Resources } = parsed.output;
  const custom = Object.values(Resources).filter(({ Type }) => isCustom(Type));
  const texts = new Set(custom.flatMap(({ Properties }) => textsOf(Properties?.ServiceToken)));
  return { texts, parameters: Object.keys(Parameters).filter((name) => texts.has(name)) };
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string")
    return [value, ...[...value.matchAll(/\$\{([^}]+)\}/g)].map(([, name = ""]) => name)];
  // `Fn::GetAtt` may also have its two or more words as a list.
  if (Array.isArray(value))
    return [value.filter((one) => typeof one === "string").join("."), ...value.flatMap(textsOf)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
