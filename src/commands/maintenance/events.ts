import { Command } from "commander";
import { exitCodes, JetsError } from "../../maintenance/errors.js";
import type { Context, ReplayOptions } from "../../maintenance/context.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { answerReplayed, sayPurged, type Place } from "../../terminal/views/replayed.js";
import { inApplication } from "../application.js";
import { addApplicationOptions, type ApplicationOptions } from "../options/application.js";
import { verifySingular } from "../options/fleet.js";
import { addReplayOptions } from "../options/replay.js";
import type { Session, Start } from "../session.js";
import { decline, isAgreedToPurge, verifyCanAsk } from "./question.js";

/** The options of `maintenance:events`. */
interface EventsOptions extends ApplicationOptions, ReplayOptions {
  readonly replay?: boolean;
  readonly purge?: boolean;
  readonly yes?: boolean;
}

const help = `
Without --replay and --purge it changes nothing.

Example:
  $ jets maintenance:events --replay --stack demo-dev`;

/** `jets maintenance:events`. */
export function eventsCommand(start: Start): Command {
  const command = new Command("events")
    .description("Show, replay or delete the events that were kept while workers were stopped")
    .option("--replay", "send them to their functions again")
    .option("--purge", "delete them; asks first")
    .option("-y, --yes", "with --purge: do not ask for confirmation");
  return addApplicationOptions(addReplayOptions(command)).addHelpText("after", help).action(start(runEvents));
}

function runEvents(options: EventsOptions, session: Session): Promise<number> {
  verifySingular("maintenance:events", options);
  verify(options);
  if (options.purge === true && options.yes !== true) verifyCanAsk(session.terminal, "delete the events");
  return inApplication({ role: "worker", ...options }, session, (context, region) => {
    const of = { stack: context.stack, region };
    if (options.replay === true) return replay(options, session, context, of);
    return options.purge === true
      ? purge(options, session, context, of)
      : show(options, session, context, of);
  });
}

/** No option is accepted and then ignored. @throws JetsError `usage` */
function verify({ replay, purge, yes, replayRate, replaySchedules }: EventsOptions): void {
  const idle = [
    ...(purge === true || yes === undefined ? [] : [["--yes", "--purge"]]),
    ...(replay === true || replayRate === undefined ? [] : [["--replay-rate", "--replay"]]),
    ...(replay === true || replaySchedules === undefined ? [] : [["--replay-schedules", "--replay"]]),
  ];
  const [[option, needed] = []] = idle;
  if (option !== undefined)
    throw new JetsError(
      "usage",
      `${option} needs ${needed ?? ""}.`,
      `Add ${needed ?? ""}, or remove ${option}.`,
    );
  if (replay === true && purge === true)
    throw new JetsError("usage", "--replay and --purge exclude each other.", "Give one of them.");
}

async function show({ json }: EventsOptions, session: Session, context: Context, of: Place): Promise<number> {
  const { getEvents } = await session.loadUseCases();
  const { answerEvents } = await import("../../terminal/views/events.js");
  const waiting = await untilInterrupted(getEvents(context), context.signal);
  answerEvents({ ...of, ...waiting }, json === true, session.terminal);
  return 0;
}

async function replay(
  options: EventsOptions,
  session: Session,
  context: Context,
  of: Place,
): Promise<number> {
  const { replayEvents } = await session.loadUseCases();
  const replayed = await replayEvents(context, options);
  answerReplayed({ ...of, ...replayed }, options.json === true, session.terminal);
  return replayed.failures.length === 0 ? 0 : exitCodes.partial;
}

async function purge(options: EventsOptions, session: Session, context: Context, of: Place): Promise<number> {
  const { getEvents, purgeEvents } = await session.loadUseCases();
  const waiting = await untilInterrupted(getEvents(context, { toPurge: true }), context.signal);
  if (options.yes !== true && !(await isAgreedToPurge(waiting, context, session.terminal)))
    return decline({ options, session });
  await purgeEvents(context);
  sayPurged({ ...of, ...waiting }, options.json === true, session.terminal);
  return 0;
}
