import type { FunctionSettings, Sandbox } from "../../../../src/sandbox/index.js";

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
  /** What each function had when an `on` may have saved it. */
  readonly #saved = new Map<string, Own[]>();
  /** Whether what was saved last is certain to be in the journal. */
  #isCertain = false;

  constructor(private readonly sandbox: Sandbox) {}

  /** Takes what a function has at present for what it should have. */
  learn(name: string): void {
    const live = this.sandbox.settings()[name];
    if (live !== undefined) this.functions.set(name, ownOf(live));
  }

  /** An `on` begins, and may save what everybody has. */
  mayBeSaved(): void {
    this.#isCertain = false;
    for (const [name, own] of this.functions)
      this.#saved.set(name, [...(this.#saved.get(name) ?? []), copyOf(own)]);
  }

  /** An `on` has saved what everybody has. */
  isSaved(): void {
    this.#saved.clear();
    this.mayBeSaved();
    this.#isCertain = true;
  }

  /** Some run may have brought something back. */
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

  /** The settings that are neither what somebody set last nor what was saved, once saved values were forced back. */
  foreign(): string[] {
    return Object.entries(this.sandbox.settings()).flatMap(([name, live]) => this.#foreignOf(name, live));
  }

  #foreignOf(name: string, { reserved, provisioned, mappings }: FunctionSettings): string[] {
    const own = this.functions.get(name);
    if (own === undefined) return [name];
    const saved = this.#saved.get(name) ?? [];
    const may = (of: (settings: Own) => unknown, live: unknown, isOthers = saved.length === 0): boolean =>
      [...saved.map(of), ...(this.#isCertain && !isOthers ? [] : [of(own)])].includes(live);
    const qualifiers = [...new Set([...Object.keys(provisioned), ...own.provisioned.keys()])];
    return [
      ...(may((settings) => settings.reserved, reserved) ? [] : [`${name} reserved ${reserved}`]),
      ...qualifiers
        .filter((one) => !may((settings) => settings.provisioned.get(one), provisioned[one]))
        .map((one) => `${name}:${one} provisioned ${provisioned[one]}`),
      ...Object.entries(mappings)
        .filter(([uuid, state]) => !may((settings) => settings.mappings.get(uuid), state === "Enabled"))
        .map(([uuid, state]) => `${name} mapping ${uuid} ${state}`),
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
