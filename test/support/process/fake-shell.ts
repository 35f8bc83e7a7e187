import type { Account } from "../../../src/aws/account.js";
import type { Aws } from "../../../src/aws/index.js";
import { run } from "../../../src/cli/run.js";
import type { Session } from "../../../src/commands/session.js";
import type { AccountAccess, AwsAccess, UseCases } from "../../../src/run/machine.js";
import {
  begin,
  getEvents,
  getHistory,
  getPolicy,
  getStatus,
  plan,
  purgeEvents,
  replayEvents,
  turnOff,
  turnOn,
  verify,
  type Clock,
} from "../../../src/maintenance/index.js";
import { InMemoryPorts } from "../in-memory-ports.js";
import { FakeTerminal } from "./fake-terminal.js";

/** What a run left behind. */
export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from a run in a pipe, in an empty directory, with the stack `demo-dev` deployed. */
interface Setting {
  readonly terminal?: FakeTerminal;
  /** One, or how to reach it. */
  readonly aws?: Aws | ((access: AwsAccess) => Aws);
  /** How to reach an account, for the commands that are about many applications. */
  readonly account?: (access: AccountAccess, signal: AbortSignal) => Account;
  readonly useCases?: Partial<UseCases>;
  readonly signal?: AbortSignal;
  readonly lastSignal?: AbortSignal;
  readonly clock?: Clock;
}

function noAccounts(): never {
  throw new Error("A command about one application reaches no account.");
}

/** One person at one terminal, who may run several commands. */
export class FakeShell {
  readonly terminal: FakeTerminal;
  /** With which options AWS was reached; empty where it was not. */
  readonly reached: AwsAccess[] = [];
  readonly session: Session;

  constructor({
    terminal,
    aws = new InMemoryPorts(),
    account = noAccounts,
    useCases,
    signal,
    lastSignal,
    clock,
  }: Setting = {}) {
    this.terminal = terminal ?? new FakeTerminal({}, { JETS_PROJECT: "demo" });
    this.session = {
      terminal: this.terminal,
      loadUseCases: () =>
        Promise.resolve({
          verify,
          begin,
          plan,
          turnOn,
          turnOff,
          getStatus,
          getHistory,
          getPolicy,
          getEvents,
          replayEvents,
          purgeEvents,
          ...useCases,
        }),
      createAws: (place) => {
        this.reached.push(place);
        return Promise.resolve(typeof aws === "function" ? aws(place) : aws);
      },
      createAccount: (access, ended) => Promise.resolve(account(access, ended)),
      clock: clock ?? { now: () => new Date(0), sleep: () => Promise.resolve() },
      newToken: () => "token",
      signal: signal ?? new AbortController().signal,
      lastSignal: lastSignal ?? new AbortController().signal,
      programs: "/nowhere",
      releaseSignals: () => undefined,
      passSignals: () => () => ({
        signal: new AbortController().signal,
        lastSignal: new AbortController().signal,
      }),
    };
  }

  /** Runs `jets` with these arguments and returns what it wrote. */
  async jets(...args: readonly string[]): Promise<Run> {
    const { stdout, stderr } = this.terminal;
    const [outBefore, errBefore] = [stdout.text.length, stderr.text.length];
    const exitCode = await run(args, this.session);
    return { exitCode, stdout: stdout.text.slice(outBefore), stderr: stderr.text.slice(errBefore) };
  }
}
