import type { Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import { badToken, parameterNotFound, ssmError } from "./errors.js";
import { parameterArn, verifyPath } from "./rules.js";
import { latestOf, type ParameterVersion, type SsmState } from "./state.js";

type AnswerBody = Record<string, unknown>;

/** GetParameter: by name, `name:version` or ARN. */
export function getParameter(state: SsmState, input: Input): AnswerBody {
  return { Parameter: describeParameter(state, findVersion(state, input.requiredText("Name"))) };
}

/** GetParameters: up to ten. */
export function getParameters(state: SsmState, input: Input): AnswerBody {
  const names = input.requiredTexts("Names", 10);
  const found = names.map((name) => ({ name, version: searchVersion(state, name) }));
  return {
    Parameters: found.flatMap(({ version }) =>
      version === undefined ? [] : [describeParameter(state, version)],
    ),
    InvalidParameters: found.filter(({ version }) => version === undefined).map(({ name }) => name),
  };
}

/** GetParametersByPath: ten a page at most. */
export function getParametersByPath(state: SsmState, input: Input): AnswerBody {
  const path = input.requiredText("Path");
  verifyPath(path);
  const below = path.endsWith("/") ? path : `${path}/`;
  const recursive = input.flag("Recursive") ?? false;
  const found = [...state.parameters.keys()].filter(
    (name) => name.startsWith(below) && (recursive || !name.slice(below.length).includes("/")),
  );
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(found, {
    keyOf: (name) => name,
    token: input.text("NextToken"),
    size: Math.min(input.integer("MaxResults", { min: 1, max: 10 }) ?? 10, pageSizes.parameters),
    emptyFirst: emptyFirstPages,
    badToken,
  });
  return {
    Parameters: page.items.map((name) => describeParameter(state, findVersion(state, name))),
    NextToken: page.next,
  };
}

/** GetParameterHistory: the newest 100 versions. */
export function getParameterHistory(state: SsmState, input: Input): AnswerBody {
  const versions = state.parameters.get(input.requiredText("Name"));
  if (versions === undefined) throw parameterNotFound();
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(versions, {
    keyOf: ({ version }) => String(version).padStart(10, "0"),
    token: input.text("NextToken"),
    size: Math.min(input.integer("MaxResults", { min: 1, max: 50 }) ?? 50, pageSizes.parameterHistory),
    emptyFirst: emptyFirstPages,
    badToken,
  });
  return {
    Parameters: page.items.map((version) => ({
      ...describeMetadata(state, version),
      Value: version.value,
      Labels: [],
    })),
    NextToken: page.next,
  };
}

/** What DescribeParameters and GetParameterHistory say of a version: everything but its value. */
export function describeMetadata(state: SsmState, parameter: ParameterVersion): AnswerBody {
  return {
    Name: parameter.name,
    ARN: parameterArn(state.context, parameter.name),
    Type: parameter.type,
    LastModifiedDate: parameter.modifiedAt / 1000,
    LastModifiedUser: parameter.modifiedBy,
    Description: parameter.description,
    Version: parameter.version,
    Tier: parameter.tier,
    Policies: [],
    DataType: "text",
  };
}

// `name`, `name:version` and the ARN forms of both; a label is never there, since none can be set.
function findVersion(state: SsmState, text: string): ParameterVersion {
  const { name, selector } = readSelector(text);
  const latest = latestOf(state, name);
  if (latest === undefined) throw parameterNotFound();
  if (selector === undefined) return latest;
  const version = state.parameters.get(name)?.find((candidate) => String(candidate.version) === selector);
  if (version === undefined)
    throw ssmError(
      "ParameterVersionNotFound",
      `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
    );
  return version;
}

function searchVersion(state: SsmState, text: string): ParameterVersion | undefined {
  const { name, selector } = readSelector(text);
  const versions = state.parameters.get(name);
  if (selector === undefined) return versions?.at(-1);
  return versions?.find((candidate) => String(candidate.version) === selector);
}

function readSelector(text: string): { name: string; selector: string | undefined } {
  const named = /^arn:aws[a-z-]*:ssm:[^:]*:\d*:parameter(?<path>\/.+)$/.exec(text)?.groups?.path ?? text;
  const [name = "", selector] = named.split(":", 2);
  return { name, selector };
}

function describeParameter(state: SsmState, parameter: ParameterVersion): AnswerBody {
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt / 1000,
    ARN: parameterArn(state.context, parameter.name),
    DataType: "text",
  };
}
