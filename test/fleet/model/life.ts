import { Gate } from "../../support/gate.js";
import { accounts, openFleet, type FleetScene } from "../../support/fleet.js";
import type { Run } from "../../support/process/fake-shell.js";
import { openMachine, type Machine } from "./machine.js";
import type { Command, MeetStep, RunStep, Step, Trouble } from "./story.js";

/** Where the fleet is. */
const places = [
  { account: accounts.home, region: "us-east-1" },
  { account: accounts.one, region: "eu-west-1" },
] as const;

/** Its stacks, and two that it never names. */
const stacks = { fleet: ["shop-a", "shop-b"], others: ["my-shop-a", "till"] };

/** A name for the one mapping of a stack; that is all that calls say of it. */
const uuidOf = (stack: string): string =>
  `00000000-0000-4000-8000-${String([...stacks.fleet, ...stacks.others].indexOf(stack)).padStart(12, "0")}`;

const seeds = places.flatMap((place) =>
  [...stacks.fleet, ...stacks.others].map((name) => ({
    name,
    ...place,
    functions: [
      { name: `${name}-mail_event-send`, reserved: 3 },
      {
        name: `${name}-clean_event-run`,
        versions: 1,
        aliases: { live: "1" },
        provisioned: { live: 1 },
        mappings: [{ source: `arn:aws:sqs:${place.region}:${place.account}:${name}`, uuid: uuidOf(name) }],
      },
      { name: `${name}-web_controller` },
    ],
  })),
);

const configuration = (named: string): object => ({
  fleets: {
    prod: {
      stacks: [named],
      accounts: [
        { id: accounts.home, regions: ["us-east-1"] },
        { id: accounts.one, role: "jets-maintenance", regions: ["eu-west-1"] },
      ],
    },
  },
});

/** Milliseconds after which a run that died no longer has a lock. */
const stale = 125_000;

/** Lives through a story, and knows what is wrong. */
export class Life {
  readonly #scene: FleetScene;
  readonly #before: string;
  #named = "shop-*";
  /** Whether a run may have left a lock behind. */
  #isHeld = false;

  constructor() {
    this.#scene = openFleet({ stacks: seeds, pageSizes: { parameters: 7 } }, configuration(this.#named));
    this.#before = this.#settings();
  }

  /** Lives through one step; resolves to what is wrong after it. */
  async take(step: Step): Promise<readonly string[]> {
    switch (step.do) {
      case "run":
        return this.#run(step);
      case "meet":
        return this.#meet(step);
      case "wait":
        this.#wait(step.seconds * 1_000);
        return [];
      case "name":
        this.#named = step.stacks;
        this.#scene.write(configuration(step.stacks));
        return [];
    }
  }

  /**
   * The end of the story: nothing goes wrong any more. One `off` brings back what the fleet names, and the commands that it
   * says bring back what the fleet has turned on besides; then another `off` finds nothing to do.
   */
  async end(): Promise<readonly string[]> {
    if (this.#isHeld) this.#wait(stale);
    const first = await this.#jets(openMachine(this.#scene), "off", ["--all"]);
    for (const [, line = ""] of first.stderr.matchAll(/To turn it off, run: jets (.*)$/gm))
      await this.#scene.shell().jets(...line.split(" "));
    const { exitCode, stderr } = await this.#jets(openMachine(this.#scene), "off", ["--all"]);
    if (exitCode !== 0) return [`The last off ended with ${exitCode}: ${stderr}`];
    return [
      ...this.#touched(),
      ...(this.#settings() === this.#before ? [] : [`It left ${this.#settings()} behind.`]),
      ...this.#flags(stacks.fleet, "on").map((flag) => `${flag} is on after the last off.`),
    ];
  }

  #wait(ms: number): void {
    this.#scene.clock.advance(ms);
    if (ms >= stale) this.#isHeld = false;
  }

  async #run({ command, role, trouble, preflight, maxFailures }: RunStep): Promise<readonly string[]> {
    const machine = openMachine(this.#scene);
    const flags = [
      ...["--role", role],
      ...(command === "on" ? ["--max-failures", String(maxFailures)] : []),
      ...(command === "on" && !preflight ? ["--no-preflight"] : []),
    ];
    const killed = new Promise<undefined>((resolve) => {
      const kill = (): void => {
        machine.kill();
        resolve(undefined);
      };
      for (const one of trouble) this.#add(one, machine, kill);
    });
    this.#scene.sandbox.clearCalls();
    const ended = await Promise.race([this.#jets(machine, command, flags), killed]);
    this.#scene.sandbox.clearFaults();
    // Ctrl-C alone leaves no lock behind.
    this.#isHeld ||= trouble.some(({ kind }) => kind !== "interrupt");
    return [...this.#touched(command), ...(ended === undefined ? [] : this.#wrong(command, role, ended))];
  }

  #wrong(command: Command, role: RunStep["role"], { exitCode, stdout, stderr }: Run): readonly string[] {
    const wrong = [
      ...([0, 1, 3, 4, 130].includes(exitCode) ? [] : [`${command} ended with ${exitCode}: ${stderr}`]),
      ...(stdout === "" ? [] : [`${command} printed ${stdout}`]),
      ...(stderr.includes("DEBUG=jets") ? [`${command} has a defect: ${stderr}`] : []),
    ];
    const changed = this.#changes().length > 0;
    if (stderr.includes("Nothing was changed:") && changed) wrong.push("Something was changed.");
    if (exitCode !== 0) return wrong;
    return [...wrong, ...(command === "on" ? this.#notOn(role) : this.#notOff(role))];
  }

  /** What an `on` that ended well has not turned on. */
  #notOn(role: RunStep["role"]): string[] {
    const isOn = this.#flags(this.#meant(), "on").length === 2 * this.#meant().length;
    const running = this.#workers(this.#meant()).filter(([, { reserved }]) => reserved !== 0);
    return [
      ...(role === "worker" || isOn ? [] : ["Not every flag is on."]),
      ...(role === "web" ? [] : running.map(([name]) => `${name} is not stopped.`)),
    ];
  }

  /** What an `off` that ended well has not brought back. */
  #notOff(role: RunStep["role"]): string[] {
    const stopped = this.#workers(this.#meant()).filter(([, { reserved }]) => reserved === 0);
    return [
      ...(role === "worker" ? [] : this.#flags(this.#meant(), "on").map((flag) => `${flag} is on.`)),
      ...(role === "web" ? [] : stopped.map(([name]) => `${name} is stopped.`)),
    ];
  }

  async #meet({ commands: [first, second], call }: MeetStep): Promise<readonly string[]> {
    const reached = new Gate();
    const run = (): void => {
      reached.open();
    };
    this.#scene.sandbox.clearCalls();
    this.#scene.sandbox.addFault({ nth: call, action: { kind: "hook", when: "before", run } });
    const early = this.#jets(openMachine(this.#scene), first, ["--all"]);
    await Promise.race([early, reached.opened]);
    const late = this.#jets(openMachine(this.#scene), second, ["--all"]);
    const ended = await Promise.all([early, late]);
    this.#scene.sandbox.clearFaults();
    const defects = ended.filter(({ stderr }) => stderr.includes("DEBUG=jets"));
    return [...this.#touched(), ...defects.map(({ stderr }) => stderr)];
  }

  #jets({ at, interruption }: Machine, command: Command, flags: readonly string[]): Promise<Run> {
    const shell = this.#scene.shellOf(at, interruption.signal);
    const yes = command === "on" ? ["--yes"] : [];
    return shell.jets(`maintenance:${command}`, "--fleet", "prod", ...yes, ...flags);
  }

  #add({ call: nth, kind, when, times }: Trouble, { interruption }: Machine, kill: () => void): void {
    const { sandbox } = this.#scene;
    const run = (): void => {
      interruption.abort();
    };
    if (kind === "kill") sandbox.addFault({ nth, action: { kind, when, run: kill } });
    else if (kind === "interrupt") sandbox.addFault({ nth, action: { kind: "hook", when, run } });
    else sandbox.addFault({ nth, times, action: { kind, when } });
  }

  #meant(): string[] {
    return this.#named === "shop-*" ? stacks.fleet : [this.#named];
  }

  #changes(): string[] {
    return this.#scene.sandbox.calls.flatMap(({ changing, target }) => (changing ? target : []));
  }

  /** Calls that change what they must not; `on` only changes what the fleet names, and `off` what it had named, too. */
  #touched(command?: Command): string[] {
    const allowed = command === "on" ? this.#meant() : stacks.fleet;
    const isAllowed = (target: string): boolean =>
      allowed.some((stack) =>
        [`${stack}-`, `/jets/${stack}/`, uuidOf(stack)].some((start) => target.startsWith(start)),
      );
    return this.#changes().flatMap((target) => (isAllowed(target) ? [] : `${target} was touched.`));
  }

  #flags(of: readonly string[], value: string): string[] {
    return places.flatMap(({ account, region }) =>
      Object.entries(this.#scene.sandbox.at(account, region).world.parameters()).flatMap(([name, is]) =>
        is === value && of.some((stack) => name === `/jets/${stack}/maintenance/web`) ? [name] : [],
      ),
    );
  }

  #workers(of: readonly string[]): [name: string, { readonly reserved: number | null }][] {
    return places.flatMap(({ account, region }) =>
      Object.entries(this.#scene.sandbox.at(account, region).settings()).filter(([name]) =>
        of.some((stack) => name.startsWith(`${stack}-`) && name.includes("_event-")),
      ),
    );
  }

  #settings(): string {
    return JSON.stringify(
      places.map(({ account, region }) => this.#scene.sandbox.at(account, region).settings()),
    );
  }
}
