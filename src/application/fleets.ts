import * as v from "valibot";
import { faultOfGlob } from "../fleet/glob.js";

// Each message is what a value must be: src/application/configuration.ts makes a sentence of it.

const texts = (wanted: string, shape: RegExp) => v.pipe(v.string(wanted), v.regex(shape, wanted));

/** A list of at least one. */
const listOf = <Item extends v.GenericSchema>(item: Item) => {
  const wanted = "a list that is not empty";
  return v.pipe(v.array(item, wanted), v.minLength(1, wanted), v.readonly());
};

const count = (least: number, most: number, wanted: string) =>
  v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted));

const glob = v.pipe(
  v.string("a stack's name or a glob"),
  v.check(
    (value) => faultOfGlob(value) === undefined,
    "a stack's name or a glob: letters, digits, -, *, ?, {a,b}",
  ),
);
const regions = v.exactOptional(listOf(texts("a region like eu-west-1", /^[a-z]+(-[a-z\d]+)+$/)));

/** Path and name: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, without the colon of an ARN. */
const roleName = String.raw`([!-.0-9;-~]+/)*[\w+=,.@-]{1,64}`;
const roleArn = new RegExp(String.raw`^arn:[\w-]+:iam::(\d{12}):role/${roleName}$`);

/** The account of a role's ARN; `undefined` for a name. */
const accountOfRole = (role: string): string | undefined => roleArn.exec(role)?.[1];

const entries = v.strictObject(
  {
    /** A profile of the AWS configuration, for the account itself or to assume the role with. */
    profile: v.exactOptional(texts("the name of a profile", /./)),
    /** 12 digits: the account that it must be. */
    id: v.exactOptional(texts('12 digits, in quotes: "111122223333"', /^\d{12}$/)),
    /** A role to assume there: its ARN, or its name, with its path if it has one. */
    role: v.exactOptional(
      texts(
        "the name or the ARN of an IAM role",
        new RegExp(String.raw`^(arn:[\w-]+:iam::\d{12}:role/)?${roleName}$`),
      ),
    ),
    /** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
    externalId: v.exactOptional(
      texts("2 to 1224 letters, digits and characters of +=,.@:/_-", /^[\w+=,.@:/-]{2,1224}$/),
    ),
    /** Instead of the fleet's. */
    regions,
  },
  "an object",
);

type Entries = v.InferOutput<typeof entries>;

const account = v.pipe(
  entries,
  v.check(
    ({ profile, id, role }) => (profile ?? id ?? role) !== undefined,
    'an object with a "profile", an "id" or a "role"',
  ),
  v.forward(v.check<Entries, string>(hasAccount, 'an ARN where there is no "id"'), ["role"]),
  v.forward(v.check<Entries, string>(agrees, "the account of the role's ARN"), ["id"]),
  v.forward(v.check<Entries, string>(hasUse, 'left out where there is no "role"'), ["externalId"]),
  v.readonly(),
);

function hasAccount({ id, role }: Entries): boolean {
  return role === undefined || id !== undefined || accountOfRole(role) !== undefined;
}

function agrees({ id, role }: Entries): boolean {
  const owner = role === undefined ? undefined : accountOfRole(role);
  return id === undefined || owner === undefined || id === owner;
}

function hasUse({ externalId, role }: Entries): boolean {
  return externalId === undefined || role !== undefined;
}

const fleet = v.strictObject(
  {
    /** Names and globs of stacks. */
    stacks: listOf(glob),
    /** The region in force for each account if left out. */
    regions,
    /** The credentials in force if left out. */
    accounts: v.exactOptional(listOf(account)),
    /** After more failures than this, `on` and `run` start nothing new. */
    maxFailures: v.exactOptional(count(0, Number.MAX_SAFE_INTEGER, "a whole number from 0 on")),
    /** How many regions of accounts are worked on at the same time. */
    concurrency: v.exactOptional(count(1, 100, "a whole number from 1 to 100")),
  },
  "an object",
);

/** To valibot, a list is a record. */
const isObject = (value: unknown): boolean => typeof value === "object" && !Array.isArray(value);

/** `fleets` of a configuration file: each fleet by its name. */
export const fleetsSchema = v.pipe(
  v.custom<Record<string, unknown>>(isObject, "an object"),
  v.record(texts("a name of at most 64 letters, digits, -, _ and .", /^[\w.-]{1,64}$/), fleet, "an object"),
);

/** Many applications under one name. */
export type Fleet = v.InferOutput<typeof fleet>;

/** One account of a fleet, and who to be there. */
export type FleetAccount = NonNullable<Fleet["accounts"]>[number];
