import { Command } from "commander";
import { JetsError } from "../maintenance/errors.js";
import { accessFor } from "./application.js";
import { addApplicationOptions, type ApplicationOptions } from "./options/application.js";
import { verifySingular } from "./options/fleet.js";
import type { Session, Start } from "./session.js";

const help = `
It makes no calls to AWS.

Example:
  $ jets config --stack demo-dev --json`;

/** `jets config`. */
export function configCommand(start: Start): Command {
  const command = new Command("config").description("Show the resolved configuration and its sources");
  return addApplicationOptions(command).addHelpText("after", help).action(start(showConfiguration));
}

/** Prints the resolved configuration and its sources. @throws JetsError `usage` when a source holds something wrong */
async function showConfiguration(options: ApplicationOptions, session: Session): Promise<number> {
  verifySingular("config", options);
  const { terminal } = session;
  const [{ listInForce }, { answerInForce }] = await Promise.all([
    import("../application/in-force.js"),
    import("../terminal/views/config.js"),
  ]);
  const aws = await session.createAws(accessFor(options, terminal.env), session.signal);
  try {
    const place = {
      region: await orNone(aws.region()),
      endpoints: await aws.endpoints(),
      credentials: await aws.credentials(),
    };
    answerInForce(await listInForce(options, terminal, place), options.json === true, terminal);
    return 0;
  } finally {
    aws.close();
  }
}

/** A region that is missing is a value like the others. */
async function orNone(region: Promise<string>): Promise<string | undefined> {
  try {
    return await region;
  } catch (error) {
    if (error instanceof JetsError && error.code === "region_missing") return undefined;
    throw error;
  }
}
