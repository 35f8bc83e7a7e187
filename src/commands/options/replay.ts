import { InvalidArgumentError, Option, type Command } from "commander";
import { scheduleReplays } from "../../maintenance/context.js";

/** Adds the options that say how events are replayed. */
export const addReplayOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--replay-rate <n>", "worker: events to replay a second, at most (default: 50)").argParser(
        parseRate,
      ),
    )
    .addOption(
      new Option(
        "--replay-schedules <which>",
        "worker: replay the last event of each schedule (default), all, or none; the others are deleted",
      ).choices([...scheduleReplays]),
    );

function parseRate(text: string): number {
  const rate = Number(text);
  if (/^\d+$/.test(text) && rate >= 1 && rate <= 300) return rate;
  throw new InvalidArgumentError("It must be a whole number from 1 to 300.");
}
