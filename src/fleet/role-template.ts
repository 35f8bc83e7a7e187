import { defined } from "../defined.js";
import type { PolicyDocument, Statement } from "../maintenance/policy/document.js";

/** A role as the template makes it. */
interface RoleName {
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly path: string;
}

/** What the template is about. */
interface TemplateRequest {
  /** Names of roles, with their paths if they have one: `ops/jets`. */
  readonly roles: readonly string[];
  readonly policy: PolicyDocument;
  readonly description: string;
  /** What the configuration file has for all of them; `undefined` where it has several. */
  readonly externalId: string | undefined;
}

/** A template of CloudFormation. */
export interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Parameters: object;
  readonly Conditions: object;
  readonly Resources: Readonly<Record<string, object>>;
}

/**
 * A template with these roles, for CloudFormation's StackSets: one template for all accounts, so its ARNs name none. The
 * external ID is shown as it is: AWS does not treat it as a secret, and everyone who can read the role can read it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html).
 */
export function roleTemplate({ roles, policy, description, externalId }: TemplateRequest): Template {
  const names = roles.map(nameAndPath);
  const resources = names.map((role, index): [string, object] => [
    `MaintenanceRole${index === 0 ? "" : index + 1}`,
    roleOf(role, policy, description),
  ]);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: description,
    Parameters: {
      Principal: {
        Type: "String",
        Description: "Who may assume the role: the ID of an account, or the ARN of a role or a user",
        AllowedPattern: String.raw`\d{12}|arn:[\w-]+:iam::\d{12}:(root|(role|user)/.+)`,
      },
      ExternalId: {
        Type: "String",
        Description: "The externalId of the configuration file; empty for none",
        ...defined({ Default: externalId }),
        AllowedPattern: String.raw`([\w+=,.@:/-]{2,1224})?`,
      },
    },
    Conditions: { HasExternalId: { "Fn::Not": [{ "Fn::Equals": [{ Ref: "ExternalId" }, ""] }] } },
    Resources: Object.fromEntries(resources),
  };
}

function nameAndPath(role: string): RoleName {
  const at = role.lastIndexOf("/") + 1;
  const path = role.slice(0, at);
  return { name: role.slice(at), path: path.startsWith("/") ? path : `/${path}` };
}

const roleOf = ({ name, path }: RoleName, policy: PolicyDocument, description: string): object => ({
  Type: "AWS::IAM::Role",
  Properties: {
    RoleName: name,
    Path: path,
    Description: description,
    // The credentials are renewed as long as a run takes; a role that assumes this one gets no more than an hour.
    MaxSessionDuration: 3_600,
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: { Ref: "Principal" } },
          Action: "sts:AssumeRole",
          Condition: {
            "Fn::If": [
              "HasExternalId",
              { StringEquals: { "sts:ExternalId": { Ref: "ExternalId" } } },
              { Ref: "AWS::NoValue" },
            ],
          },
        },
      ],
    },
    Policies: [{ PolicyName: "maintenance", PolicyDocument: inAnyAccount(policy) }],
  },
});

const inAnyAccount = ({ Version: version, Statement: statements }: PolicyDocument): object => ({
  Version: version,
  Statement: statements.map((statement) => ({
    ...statement,
    Resource: statement.Resource.map(substituted),
    ...(statement.Condition && { Condition: conditionOf(statement.Condition) }),
  })),
});

const conditionOf = ({ ArnLike: arns }: NonNullable<Statement["Condition"]>): object => ({
  ArnLike: Object.fromEntries(
    Object.entries(arns).map(([key, patterns]) => [key, patterns.map(substituted)]),
  ),
});

/** The ARN with the partition and the account that the stack is in. */
function substituted(arn: string): string | object {
  const [prefix, , service, region, , ...resource] = arn.split(":");
  if (service === undefined) return arn;
  const parts = [prefix, "${AWS::Partition}", service, region, "${AWS::AccountId}", ...resource];
  return { "Fn::Sub": parts.join(":") };
}
