import type { Readable, Writable } from "node:stream";
import type { LiveLines } from "./progress/live-lines.js";
import { printable } from "./printable.js";

/** A stream to write to, which may be a terminal of some width. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a run reads from and writes to. It is passed in, so that nothing but `main.ts` knows the process. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; readonly setRawMode?: (isRaw: boolean) => unknown };
  /** State and requested output, nothing else: it may be captured. */
  readonly stdout: Output;
  /** Messages, questions, warnings and errors. */
  readonly stderr: Output;
  /** What is drawn at the end of stderr. It is erased before anything else is written there. */
  readonly live: LiveLines;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  /** What messages are about, where a run is about several applications: each line begins with it. */
  readonly subject?: string;
}

/** The same terminal for messages about `subject`. */
export function about(subject: string, terminal: Terminal): Terminal {
  const { stdout, stderr, live, env } = terminal;
  return {
    get stdin() {
      return terminal.stdin;
    },
    get cwd() {
      return terminal.cwd;
    },
    stdout,
    stderr,
    live,
    env,
    subject,
  };
}

/** Whether a question can be asked and answered. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** How many columns there are; 80 if a pipe or a terminal does not know. */
export const widthOf = ({ columns = 0 }: Pick<Output, "columns">): number => (columns > 0 ? columns : 80);

/** A line that begins in a colour of our own. */
interface Painted {
  readonly paint: (text: string) => string;
  readonly text: string;
  /** What follows, after a space. */
  readonly rest?: string;
}

/** Writes lines for a person to stderr. Text from outside cannot break them: see {@link printable}. */
export function say(
  terminal: Pick<Terminal, "stderr" | "live" | "subject">,
  ...lines: readonly (string | Painted)[]
): void {
  const { stderr, live, subject } = terminal;
  const start = subject === undefined ? "" : `${printable(subject)}: `;
  stderr.write(live.erase() + lines.map((line) => `${start}${shown(line)}\n`).join(""));
}

function shown(line: string | Painted): string {
  if (typeof line === "string") return printable(line);
  const start = line.paint(printable(line.text));
  return line.rest === undefined ? start : `${start} ${printable(line.rest)}`;
}

/** Writes requested output to stdout, in lines, or in rows whose cells are separated by tabs. */
export function answer(terminal: Terminal, ...lines: readonly (string | readonly string[])[]): void {
  // Both streams may be one terminal.
  makeWay(terminal);
  terminal.stdout.write(lines.map((line) => `${[line].flat().map(printable).join("\t")}\n`).join(""));
}

/** Removes what is drawn at the end of stderr, so that something else can be written there. */
export function makeWay({ stderr, live }: Terminal): void {
  const removal = live.erase();
  if (removal !== "") stderr.write(removal);
}

/** Resolves when everything written so far has left the process, or can't any more. */
export function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => {
      resolve();
    });
  });
}
