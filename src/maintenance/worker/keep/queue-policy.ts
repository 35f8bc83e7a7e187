import * as v from "valibot";

/** What a queue's policy may hold: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
const policyBytes = 8_192;

/** Tells the statement of this tool from those of others. */
const ownSid = "JetsKeepsEvents";

/** Who may send to which queue. */
interface Allowed {
  readonly stack: string;
  /** The queue's. */
  readonly arn: string;
  /** The ARNs of execution roles. */
  readonly roles: readonly string[];
  /** Whether the roles that the statement names already may still send: workers of theirs are stopped. */
  readonly keepsRoles: boolean;
}

/**
 * The policy of a queue that takes messages from these roles, as JSON text: `policy` with the statement for them.
 * CloudFormation begins the names of an application's roles with the stack's, so that a pattern stands for those where
 * their names do not fit; what does not fit even then is left out, and AWS says which role may not send.
 */
export function allowToSend(policy: string | undefined, { stack, arn, keepsRoles, ...now }: Allowed): string {
  const { rest, statements } = read(policy);
  const others = statements.filter(({ Sid: sid }) => sid !== ownSid);
  const own = keepsRoles ? statements.filter(({ Sid: sid }) => sid === ownSid) : [];
  const roles = [...new Set([...own.flatMap(rolesIn), ...now.roles])].sort();
  const write = (named: readonly string[]): string =>
    JSON.stringify({ Version: "2012-10-17", ...rest, Statement: [...others, statement(arn, named)] });
  const isFull = (named: readonly string[]): boolean => Buffer.byteLength(write(named)) > policyBytes;
  if (!isFull(roles)) return write(roles);
  let named = [...new Set(roles.map((role) => patternOf(role, stack)))];
  while (isFull(named) && named.length > 1) named = named.slice(0, -1);
  return write(named);
}

/** `aws:PrincipalArn` of a role in use is the ARN of the role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn */
const statement = (arn: string, roles: readonly string[]): object => ({
  Sid: ownSid,
  Effect: "Allow",
  Principal: "*",
  Action: "sqs:SendMessage",
  Resource: arn,
  Condition: {
    StringEquals: { "aws:PrincipalAccount": arn.split(":")[4] ?? "" },
    ArnLike: { "aws:PrincipalArn": roles },
  },
});

function patternOf(role: string, stack: string): string {
  const start = role.lastIndexOf("/") + 1;
  return role.startsWith(`${stack}-`, start) ? `${role.slice(0, start)}${stack}-*` : role;
}

const rolesSchema = v.object({
  Condition: v.object({
    ArnLike: v.object({ "aws:PrincipalArn": v.union([v.string(), v.array(v.string())]) }),
  }),
});

/** SQS may give a list of one as a text. */
function rolesIn(own: unknown): string[] {
  const parsed = v.safeParse(rolesSchema, own);
  return parsed.success ? [parsed.output.Condition.ArnLike["aws:PrincipalArn"]].flat() : [];
}

const statementSchema = v.looseObject({ Sid: v.optional(v.unknown()) });

/** IAM takes one statement without a list. */
const policySchema = v.looseObject({ Statement: v.union([v.array(statementSchema), statementSchema]) });

/** The policy as it is, and its statements; SQS takes none that is not JSON. */
function read(policy: string | undefined): {
  readonly rest: object;
  readonly statements: readonly v.InferOutput<typeof statementSchema>[];
} {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), policySchema), policy ?? "");
  if (!parsed.success) return { rest: {}, statements: [] };
  const { Statement: statements, ...rest } = parsed.output;
  return { rest, statements: [statements].flat() };
}
