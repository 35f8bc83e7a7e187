import * as v from "valibot";
import { defined } from "../defined.js";
import { systemClock } from "../run/clock.js";
import { scheduleReplays, webFlags } from "../maintenance/context.js";
import type { MaintenanceEvent } from "../maintenance/events.js";
import { hashSecret } from "../runtime/request/bypass.js";
import { cleanMessage, faultOfMessage, faultOfReason } from "../maintenance/text.js";

const text = v.pipe(v.string("must be a string"), v.nonEmpty("must not be empty"));
const flag = v.exactOptional(v.boolean("must be true or false"));

/** A string with rules of its own: `faultOf` says what is wrong with it. */
const ruled = (faultOf: (value: string) => string | undefined) =>
  v.pipe(
    v.string("must be a string"),
    v.rawCheck(({ dataset, addIssue }) => {
      const fault = dataset.typed ? faultOf(dataset.value) : undefined;
      if (fault !== undefined) addIssue({ message: fault });
    }),
  );

/** An object without further keys. */
const strict = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected }) => {
    if (expected === "never") return "is not a known option";
    return expected === "Object" ? "must be an object" : "is missing";
  });

/** A field that is `undefined` counts as left out. */
export const withoutUndefined = (value: unknown): unknown =>
  v.is(v.record(v.string(), v.unknown()), value)
    ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined))
    : value;

const nested = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.exactOptional(v.pipe(v.unknown(), v.transform(withoutUndefined), strict(entries)));

const texts = v.exactOptional(v.array(text, "must be a list"));
const workers = nested({ include: texts, exclude: texts, tags: flag });

// The command line takes many applications; these functions work on one.
const stack = v.pipe(text, v.regex(/^[^*?{}]+$/, "must be the name of one stack, not a glob"));
const one = v.pipe(text, v.regex(/^[^,]+$/, "must be one, without commas"));

const runEntries = {
  stack,
  region: v.exactOptional(one),
  profile: v.exactOptional(one),
  signal: v.exactOptional(v.instance(AbortSignal, "must be an AbortSignal")),
  report: v.exactOptional(
    v.custom<(event: MaintenanceEvent) => void>((value) => typeof value === "function", "must be a function"),
  ),
};

const turnEntries = {
  ...runEntries,
  wait: flag,
  operator: nested({ by: text, url: v.exactOptional(text) }),
};

const webEntries = {
  role: v.literal("web"),
  webFlag: v.exactOptional(v.picklist(webFlags, "must be parameter or env")),
};
const lockTimeoutMs = v.exactOptional(
  v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(0, "must be at least 0 milliseconds"),
    v.maxValue(604_800_000, "must be at most 604800000 milliseconds, a week"),
  ),
);
const workerEntries = {
  role: v.literal("worker"),
  duringDeployment: flag,
  breakLock: flag,
  lockTimeoutMs,
};
const reason = v.exactOptional(ruled(faultOfReason));

const time = v.pipe(
  v.date("must be a Date"),
  v.check((end) => end > systemClock.now(), "must be in the future"),
  v.transform((end) => end.toISOString()),
);

const retryAfter = v.pipe(
  v.number("must be a number"),
  v.integer("must be a whole number"),
  v.minValue(1, "must be at least 1 second"),
  v.maxValue(99_999_999, "must be at most 99999999 seconds"),
);

// Everyone who can read the page's parameter can read its hash, and must not be able to guess the secret from it.
const secret = v.pipe(text, v.minLength(20, "must have at least 20 characters"));

const webOnEntries = {
  ...turnEntries,
  ...webEntries,
  reason,
  message: v.exactOptional(v.pipe(ruled(faultOfMessage), v.transform(cleanMessage))),
  until: v.exactOptional(time),
  retryAfter: v.exactOptional(retryAfter),
  secret: v.exactOptional(secret),
};

const workerOnEntries = {
  ...turnEntries,
  ...workerEntries,
  reason,
  workers,
  onEventLoss: v.exactOptional(v.picklist(["warn", "fail"], "must be warn or fail")),
  keepEvents: flag,
};

const replayEntries = {
  replay: flag,
  replayRate: v.exactOptional(
    v.pipe(
      v.number("must be a number"),
      v.integer("must be a whole number"),
      v.minValue(1, "must be at least 1 event a second"),
      v.maxValue(300, "must be at most 300 events a second"),
    ),
  ),
  replaySchedules: v.exactOptional(v.picklist(scheduleReplays, "must be last, all or none")),
};

/** The hash of the secret in its place. */
const hashed = <Options extends { readonly secret?: string }>({ secret, ...options }: Options) => ({
  ...options,
  ...defined({ bypassHash: secret === undefined ? undefined : hashSecret(secret) }),
});

// Ruby on Jets reads a variable that nothing takes back.
const canExpire = ({ expires, webFlag }: { readonly expires?: string; readonly webFlag?: string }) =>
  expires === undefined || webFlag !== "env";
const cannotExpire = 'cannot be kept with the webFlag "env": nothing ends it by itself';
const expiring = [["expires"], ["webFlag"]] as const;

const expires = v.exactOptional(time);
const webOn = v.pipe(
  strict({ ...webOnEntries, expires }),
  v.forward(v.partialCheck(expiring, canExpire, cannotExpire), ["expires"]),
  v.transform((options) => hashed(options)),
);
const webDuring = v.pipe(
  strict({ ...webOnEntries, expires, lockTimeoutMs }),
  v.forward(v.partialCheck(expiring, canExpire, cannotExpire), ["expires"]),
  v.transform((options) => hashed(options)),
);
const bothDuring = v.pipe(
  strict({ ...webOnEntries, ...workerOnEntries, ...replayEntries, role: v.literal("all") }),
  v.transform((options) => hashed(options)),
);

const roleFault =
  (roles: string) =>
  ({ path }: v.BaseIssue<unknown>): string =>
    path === undefined ? "must be an object" : `must be ${roles}`;
const oneRole = roleFault("web or worker");

/** What each function of the library takes. */
export const schemas = {
  turnOn: v.variant("role", [webOn, strict(workerOnEntries)], oneRole),
  turnOff: v.variant(
    "role",
    [
      strict({ ...turnEntries, ...webEntries }),
      strict({ ...turnEntries, ...workerEntries, ...replayEntries, force: flag, salvage: flag }),
    ],
    oneRole,
  ),
  duringMaintenance: v.variant(
    "role",
    [webDuring, strict({ ...workerOnEntries, ...replayEntries }), bothDuring],
    roleFault("web, worker or all"),
  ),
  getStatus: v.variant(
    "role",
    [strict({ ...runEntries, ...webEntries }), strict({ ...runEntries, role: workerEntries.role })],
    oneRole,
  ),
};
