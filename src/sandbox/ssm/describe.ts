import type { Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import { badToken, ssmError } from "./errors.js";
import { describeMetadata } from "./read.js";
import type { ParameterVersion, SsmState } from "./state.js";

type Test = (parameter: ParameterVersion) => boolean;

/** DescribeParameters: everything but the values. */
export function describeParameters(state: SsmState, input: Input): Record<string, unknown> {
  const tests = [
    ...input.structures("ParameterFilters").map(readFilter),
    ...input.structures("Filters").map(readOldFilter),
  ];
  const found = [...state.parameters.values()]
    .flatMap((versions) => versions.slice(-1))
    .filter((parameter) => tests.every((test) => test(parameter)));
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(found, {
    keyOf: ({ name }) => name,
    token: input.text("NextToken"),
    size: Math.min(input.integer("MaxResults", { min: 1, max: 50 }) ?? 50, pageSizes.describedParameters),
    emptyFirst: emptyFirstPages,
    badToken,
  });
  return {
    Parameters: page.items.map((parameter) => describeMetadata(state, parameter)),
    NextToken: page.next,
  };
}

function readFilter(filter: Input): Test {
  const key = filter.requiredText("Key");
  const values = filter.requiredTexts("Values", 50);
  const option = filter.text("Option");
  switch (key) {
    case "Name":
      return ({ name }) => values.some((value) => matches(name, value, option ?? "Equals"));
    case "Path":
      return ({ name }) => values.some((value) => isBelow(name, value, option ?? "OneLevel"));
    case "Type":
      return ({ type }) => values.includes(type);
    case "Tier":
      return ({ tier }) => values.includes(tier);
    case "DataType":
      return () => values.includes("text");
    default:
      throw ssmError("InvalidFilterKey", `The sandbox does not know the filter key ${key}.`);
  }
}

// The older form filters names by their beginning.
function readOldFilter(filter: Input): Test {
  const key = filter.requiredText("Key");
  const values = filter.requiredTexts("Values", 50);
  if (key === "Type") return ({ type }) => values.includes(type);
  if (key === "Name") return ({ name }) => values.some((value) => name.startsWith(value));
  throw ssmError("InvalidFilterKey", `The sandbox does not know the filter key ${key}.`);
}

function matches(name: string, value: string, option: string): boolean {
  switch (option) {
    case "Equals":
      return name === value || name === `/${value}`;
    case "BeginsWith":
      return name.startsWith(value) || name.startsWith(`/${value}`);
    case "Contains":
      return name.includes(value);
    default:
      throw badOption(option);
  }
}

function isBelow(name: string, path: string, option: string): boolean {
  const below = path.endsWith("/") ? path : `${path}/`;
  if (!name.startsWith(below)) return false;
  if (option === "Recursive") return true;
  if (option === "OneLevel") return !name.slice(below.length).includes("/");
  throw badOption(option);
}

function badOption(option: string): Error {
  return ssmError("InvalidFilterOption", `The filter option ${option} is not valid here.`);
}
