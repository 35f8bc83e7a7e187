import { Command } from "commander";
import { addApplicationOptions, roleOption, type TurnOptions } from "./options.js";

/** `jets maintenance:on`, called `name` here. */
export function onCommand(name: string, run: (options: TurnOptions) => Promise<void>): Command {
  const command = new Command(name)
    .description("Turn maintenance on, after asking")
    .addOption(roleOption())
    .option("-y, --yes", "do not ask");
  return addApplicationOptions(command)
    .addHelpText("after", "\nExample:\n  $ jets maintenance:on --role worker --yes")
    .action(run);
}
