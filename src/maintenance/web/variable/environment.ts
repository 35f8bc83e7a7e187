import { JetsError, throwIfInterrupted } from "../../errors.js";
import type { FunctionEnvironment } from "../../ports/environments.js";
import type { Context } from "../../context.js";
import { sleepUntil } from "../../sleep.js";
import { webFunction } from "../function.js";

/** What an unmodified Ruby on Jets 6 reads in its web function, when a container starts. */
export const variableName = "JETS_MAINTENANCE";

/** Ruby on Jets' own list, by its lib/jets/util/truthy.rb: https://github.com/rubyonjets/jets */
const onWords = new Set(["y", "yes", "true", "on", "1"]);

/** Whether Ruby on Jets takes these variables for "on". */
export const isOn = ({ [variableName]: value = "" }: FunctionEnvironment["variables"]): boolean =>
  onWords.has(value.toLowerCase());

/** How often others may change it between reading and writing before this gives up. */
const attempts = 8;

/** Updates take seconds, and a minute in a VPC. */
const polling = { everyMs: 1_000, limitMs: 300_000 };

/**
 * The web function's variables.
 * @throws JetsError `not_deployed` where there is no such function, `aws_refused` where AWS could not decrypt them
 */
export async function readEnvironment({ stack, functions }: Context): Promise<FunctionEnvironment> {
  const name = webFunction(stack);
  const environment = await functions.getEnvironment(name);
  if (environment === undefined) throw missing(name);
  if (environment.unreadable === undefined) return environment;
  throw new JetsError(
    "aws_refused",
    `AWS could not decrypt the environment variables of ${name}: ${environment.unreadable}`,
    "Allow kms:Decrypt on the function's key for the identity that runs jets: variables that can't be read are not overwritten.",
  );
}

/**
 * Writes what `next` makes of the variables, and asks it again each time that the function was changed meanwhile.
 * `false` when it wants nothing changed.
 * @throws JetsError when AWS does not take them
 */
export async function rewrite(
  context: Context,
  read: FunctionEnvironment,
  next: (found: FunctionEnvironment) => Promise<FunctionEnvironment["variables"] | undefined>,
): Promise<boolean> {
  const name = webFunction(context.stack);
  let found = read;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const variables = await next(found);
    // At a later attempt it may be our own change, whose answer was lost.
    if (variables === undefined) return attempt > 1;
    const outcome = await context.functions.putVariables(name, variables, found.revision);
    if (outcome === "written") return true;
    if (outcome === "missing") throw missing(name);
    if (outcome === "too large") throw tooLarge(name);
    found = await readEnvironment(context);
  }
  throw new JetsError(
    "aws_refused",
    `Others changed ${name} each of the ${attempts} times that its variables were about to be written.`,
    "Wait until its deployment is over, and repeat the command.",
  );
}

/**
 * Returns once AWS has applied the last change to the function: until then it answers requests as before.
 * @throws JetsError `aws_refused` when AWS failed to, or took longer than 5 minutes; `interrupted`
 */
export async function awaitUpdate(context: Context): Promise<void> {
  const { stack, functions, clock, report } = context;
  const name = webFunction(stack);
  const end = clock.now().getTime() + polling.limitMs;
  for (let isFirst = true; ; isFirst = false) {
    const { update, updateReason = "AWS does not say why." } = (await functions.getEnvironment(name)) ?? gone;
    if (update === "Failed") throw failed(name, updateReason);
    if (update !== "InProgress") return;
    if (isFirst)
      report({ type: "note", message: `Waiting until AWS has updated ${name}, 5 minutes at most` });
    const now = clock.now().getTime();
    if (now >= end) throw failed(name, "It was not done after 5 minutes.");
    if (!(await sleepUntil(context, new Date(now + polling.everyMs)))) throwIfInterrupted(context.signal);
  }
}

const gone = { update: "Failed", updateReason: "It was deleted meanwhile." };

const missing = (name: string): JetsError =>
  new JetsError(
    "not_deployed",
    `There is no web function ${name}.`,
    `The flag "env" is for Ruby on Jets, whose web function has that name: deploy it, or use --web-flag parameter.`,
  );

// Never AWS's own text, which holds every variable with its value.
const tooLarge = (name: string): JetsError =>
  new JetsError(
    "aws_refused",
    `With ${variableName} the environment variables of ${name} are larger than the 4 KB that AWS takes.`,
    "Shorten or remove one of them.",
  );

const failed = (name: string, reason: string): JetsError =>
  new JetsError(
    "aws_refused",
    `AWS failed to update ${name}: ${reason}`,
    "Until it succeeds, requests are answered as before.",
  );
