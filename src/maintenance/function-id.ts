import { defined } from "../defined.js";

/** A function as a text names it. */
export interface FunctionId {
  /** The bare name. */
  readonly name: string;
  /** Where the text says so. */
  readonly region?: string;
  readonly account?: string;
}

const place = String.raw`(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)`;
const rest = String.raw`(?<name>[a-zA-Z0-9_-]+)(?::(?:\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9_-]+))?$`;
const forms = [
  new RegExp(String.raw`^arn:[a-z-]+:lambda:${place}:(?<account>\d{12}):function:${rest}`),
  new RegExp(String.raw`^(?:${place}:)?(?:(?<account>\d{12}):)?(?:function:)?${rest}`),
];

/**
 * Reads a function's name, ARN or partial ARN, with or without a qualifier; `undefined` where the text is none of
 * these. Lambda takes each of them as `FunctionName`, and CloudFormation keeps the text that the template gave as the
 * physical id: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html,
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2436
 */
export function parseFunctionId(text: string): FunctionId | undefined {
  const { name, region, account } =
    forms.map((form) => form.exec(text)).find((match) => match !== null)?.groups ?? {};
  if (name === undefined) return undefined;
  return { name, ...defined({ region, account }) };
}
