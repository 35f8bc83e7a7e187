import { fileURLToPath } from "node:url";
import { RunningProcess } from "./jets.js";
import { noAws } from "../network/served-sandbox.js";

/** A PATH on which `jets` is the built binary. */
export const withJets = [
  fileURLToPath(new URL("../../../bin/sandbox", import.meta.url)),
  process.env.PATH ?? "",
].join(":");

/** How to start a shell that reads no settings of this machine, and what lets it complete `jets`. */
const shells = {
  bash: { start: "bash --norc --noprofile -i", setUp: 'eval "$(jets completion bash)"' },
  zsh: {
    start: "zsh -f -i",
    setUp: 'autoload -U compinit; compinit -u -D; eval "$(jets completion zsh)"',
  },
  fish: { start: "fish --no-config -i", setUp: "jets completion fish | source" },
} as const;

/** A shell that knows `jets`. */
type Shell = keyof typeof shells;

const [toBeginning, toEnd, endOfLine] = ["\u0001", "\u0005", "\r"];

/** Types a line at a real shell, with a tab at its end, and returns the words that stand there then. */
export async function completeIn(
  shell: Shell,
  line: string,
  env: Record<string, string> = {},
): Promise<string[]> {
  const { start, setUp } = shells[shell];
  const running = new RunningProcess("script", ["-qec", start, "/dev/null"], {
    ...noAws,
    HOME: "/tmp",
    TERM: "dumb",
    SHELL: "/bin/sh",
    PATH: withJets,
    ...env,
  });
  // What is typed is shown as well; only what printf makes of it has bars and no quotes.
  running.child.stdin.write(`${setUp}; printf '%s|' is ready${endOfLine}`);
  await running.says("is|ready|");
  running.child.stdin.write(`${line}\t${toBeginning}printf '%s|' begin ${toEnd} end${endOfLine}`);
  await running.says("|end|");
  running.child.stdin.write(`exit 0${endOfLine}`);
  const { stdout } = await running.end;
  return /begin\|(?<words>.*?)\|end\|/s.exec(stdout)?.groups?.words?.split("|") ?? [];
}
