import type { FunctionSettings, TestSandbox } from "../../../support/world/index.js";

/** What a function should have when maintenance is over: what somebody other than us set last. */
export interface Own {
  reserved: number | null;
  readonly provisioned: Map<string, number>;
  readonly mappings: Map<string, boolean>;
}

/** How much provisioned concurrency there should be, one qualifier aside. */
export const provisionedOf = ({ provisioned }: Own, aside?: string): number =>
  [...provisioned].reduce((sum, [qualifier, n]) => (qualifier === aside ? sum : sum + n), 0);

/** Knows what every function should have, and what `off --force` may bring back instead. */
export class Truth {
  readonly functions = new Map<string, Own>();
  /** Whether each mapping whose function somebody has deleted should be enabled, by UUID. */
  readonly orphans = new Map<string, boolean>();
  /** What each function had when an `on` may have saved it. */
  readonly #saved = new Map<string, Own[]>();
  /** Whether what was saved last is certain to be in the journal. */
  #isCertain = false;

  constructor(private readonly sandbox: TestSandbox) {}

  /** Takes what a function has at present for what it should have. */
  learn(name: string): void {
    const live = this.sandbox.settings()[name];
    if (live !== undefined) this.functions.set(name, ownOf(live));
  }

  /** Somebody deletes a function, and not its mappings. */
  orphan(name: string): void {
    for (const [uuid, enabled] of this.functions.get(name)?.mappings ?? []) this.orphans.set(uuid, enabled);
    this.functions.delete(name);
  }

  /** The mappings without a function that are not as they should be. */
  lostOrphans(): string[] {
    return [...this.orphans].flatMap(([uuid, enabled]) => {
      const state = this.#stateOf(uuid);
      // Gone with its stack, which somebody has deleted.
      if (state === undefined) return [];
      return (state === "Enabled") === enabled
        ? []
        : [`The mapping ${uuid}, without a function, is ${state}.`];
    });
  }

  /** Takes what the mappings without a function have at present for what they should have. */
  learnOrphans(): void {
    for (const uuid of this.orphans.keys()) this.orphans.set(uuid, this.#stateOf(uuid) === "Enabled");
  }

  #stateOf(uuid: string): string | undefined {
    try {
      return this.sandbox.world.stateOfMapping(uuid);
    } catch {
      return undefined;
    }
  }

  /** An `on` begins, and may save what these functions have. */
  mayBeSaved(names: readonly string[]): void {
    this.#isCertain = false;
    for (const name of names) {
      const own = this.functions.get(name);
      if (own !== undefined) this.#saved.set(name, [...(this.#saved.get(name) ?? []), copyOf(own)]);
    }
  }

  /** An `on` has saved what these functions have. */
  isSaved(names: readonly string[]): void {
    this.#saved.clear();
    this.mayBeSaved(names);
    this.#isCertain = true;
  }

  /** An `off` may have brought back some of what was saved, and forgotten it. */
  mayBeRestored(): void {
    this.#isCertain = false;
  }

  /** Everything is back. */
  isRestored(): void {
    this.#saved.clear();
  }

  /** Whether somebody has provisioned what no `on` has seen: no set of saved values fits beside it. */
  get hasUnseenProvisioned(): boolean {
    return [...this.functions].some(([name, { provisioned }]) => {
      const seen = this.#saved.get(name) ?? [];
      return [...provisioned.keys()].some((qualifier) => seen.some((own) => !own.provisioned.has(qualifier)));
    });
  }

  /** The settings as they should be outside of maintenance. */
  expected(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.functions].map(([name, own]) => [name, plain(own)]));
  }

  /** The settings as they are. */
  live(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.sandbox.settings()).map(([name, settings]) => [name, plain(ownOf(settings))]),
    );
  }

  /** What these functions have that is neither what was saved nor what somebody set last, once saved values were forced back. */
  foreign(names: readonly string[]): string[] {
    const settings = Object.entries(this.sandbox.settings());
    return settings.flatMap(([name, live]) => (names.includes(name) ? this.#foreignOf(name, live) : []));
  }

  #foreignOf(name: string, { reserved, provisioned, mappings }: FunctionSettings): string[] {
    const own = this.functions.get(name);
    if (own === undefined) return [name];
    const saved = this.#saved.get(name) ?? [];
    const allowed = this.#isCertain && saved.length > 0 ? saved : [...saved, own];
    const qualifiers = [...new Set([...Object.keys(provisioned), ...own.provisioned.keys()])];
    return [
      ...(allowed.some((one) => one.reserved === reserved) ? [] : [`${name} has ${reserved} reserved.`]),
      ...qualifiers
        .filter(
          (qualifier) => !allowed.some((one) => one.provisioned.get(qualifier) === provisioned[qualifier]),
        )
        .map((qualifier) => `${name} has ${provisioned[qualifier]} provisioned on ${qualifier}.`),
      ...Object.entries(mappings)
        .filter(([uuid, state]) => !allowed.some((one) => one.mappings.get(uuid) === (state === "Enabled")))
        .map(([uuid, state]) => `The mapping ${uuid} of ${name} is ${state}.`),
    ];
  }
}

const copyOf = ({ reserved, provisioned, mappings }: Own): Own => ({
  reserved,
  provisioned: new Map(provisioned),
  mappings: new Map(mappings),
});

const ownOf = ({ reserved, provisioned, mappings }: FunctionSettings): Own => ({
  reserved,
  provisioned: new Map(Object.entries(provisioned)),
  mappings: new Map(Object.entries(mappings).map(([uuid, state]) => [uuid, state === "Enabled"])),
});

const plain = ({ reserved, provisioned, mappings }: Own): unknown => ({
  reserved,
  provisioned: [...provisioned].sort(),
  mappings: [...mappings].sort(),
});
