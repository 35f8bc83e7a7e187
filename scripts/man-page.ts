import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { commandTree } from "../src/cli/program.js";

/** Names with what they are for, as roff shows them. */
type Entries = readonly (readonly [name: string, text: string])[];

const environment: Entries = [
  [
    "JETS_PROJECT, JETS_ENV, JETS_EXTRA",
    "Name the application if --stack does not: <project>-<env>[-<extra>]; JETS_ENV is dev by default.",
  ],
  ["AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...", "As for the AWS CLI."],
  ["NO_COLOR", "Turns colours off if it is set and not empty."],
  ["DEBUG", "If it contains jets, prints each AWS call, and a stack trace with an error."],
];

const files: Entries = [
  [
    "jets.config.json",
    'In the working directory: {"stack": "demo-dev"}, and which functions are workers. Or "jets" in package.json.',
  ],
  ["config/jets/project.rb", "The config.name of a Ruby on Jets project."],
  ["public/maintenance.html, public/maintenance.json", "Replace the default page."],
];

const examples: Entries = [
  ["jets maintenance:on", "Asks, then turns web maintenance on."],
  [
    "jets maintenance:on --role worker --yes --wait",
    "Stops the workers without asking, and returns when their last work has ended.",
  ],
  ["jets maintenance:off --role worker", "Restores every setting of the workers."],
];

function manPage(program: Command): string {
  return [
    `.TH JETS 1 "" "jets-maintenance ${program.version() ?? ""}"\n`,
    section("NAME", [`jets \\- ${roff(program.description())}`]),
    section("SYNOPSIS", [".B jets", ".I command", "[options]", ".br", ".B jets", ".I command", "\\-\\-help"]),
    section("COMMANDS", [
      "jets maintenance on is the same as jets maintenance:on.",
      ...commandsIn(program).flatMap(describe),
    ]),
    section("EXIT STATUS", list(exitCodes())),
    section("ENVIRONMENT", list(environment)),
    section("FILES", list(files)),
    section("EXAMPLES", list(examples)),
    section("SEE ALSO", ["aws(1)"]),
  ].join("");
}

/** Those that people type: no group of others, and none that is hidden or that Commander adds by itself. */
const commandsIn = (program: Command): Command[] =>
  program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.commands.length === 0 && program.commands.includes(command));

function describe(command: Command): string[] {
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    .map((option): [string, string] => [option.flags, help.optionDescription(option)]);
  const subject = help
    .visibleArguments(command)
    .map((argument): [string, string] => [help.argumentTerm(argument), help.argumentDescription(argument)]);
  return [
    `.SS ${roff(help.commandUsage(command))}`,
    roff(sentence(help.commandDescription(command))),
    ...list([...subject, ...options]),
  ];
}

/** The table under "Exit codes". */
function exitCodes(): Entries {
  const page = readFileSync("README.md", "utf8");
  const [, table = ""] = /^### Exit codes\n(.*?)^##/ms.exec(page) ?? [];
  return [...table.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code = "", text = ""]) => [code, text]);
}

const section = (name: string, lines: readonly string[]): string => `.SH ${name}\n${lines.join("\n")}\n`;

const list = (entries: Entries): string[] =>
  entries.flatMap(([name, text]) => [".TP", `.B ${roff(name)}`, roff(sentence(text))]);

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? "" : "."}`;

/** Text that roff takes for nothing but text. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("`", "")
    .replaceAll(/^(?=[.'])/gm, "\\&");

/** The manual page of the whole command line, as roff. The exit codes are those of README.md. */
export default manPage(commandTree());
