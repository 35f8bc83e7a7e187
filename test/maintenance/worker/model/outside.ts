import type { FunctionSeed } from "../../../../src/sandbox/index.js";
import type { TestSandbox } from "../../../support/world/index.js";
import type { Change, Edit } from "./story.js";
import { provisionedOf, type Own, type Truth } from "./truth.js";

const stack = "demo-dev";
const others = "others-taker";

/** What other people do to the application and its account. */
export class Outside {
  /** As they were deployed, by name. */
  readonly #seeds: Map<string, FunctionSeed>;
  #deployed: number;
  /** `<function>:<alias>` of those that somebody has deleted. */
  readonly #deletedAliases = new Set<string>();

  constructor(
    private readonly sandbox: TestSandbox,
    private readonly truth: Truth,
    functions: readonly FunctionSeed[],
  ) {
    this.#seeds = new Map(functions.map((seed) => [seed.name, seed]));
    this.#deployed = functions.length;
    for (const { name } of functions) truth.learn(name);
    this.sandbox.world.addStack({ name: "others", functions: [{ name: others }] });
    truth.learn(others);
  }

  /** `isOpen`: our own 0 and somebody else's look the same, so that nobody sets one. */
  change(change: Change, isOpen: boolean): void {
    if (change.do === "deploy") this.#deploy();
    else if (change.do === "replace") this.#replace();
    else if (change.do === "set stack status") this.sandbox.world.setStackStatus(stack, change.status);
    else if (change.do === "take capacity") this.#take(change.but);
    else this.#edit(change, isOpen);
  }

  /** Others free what they have taken. */
  giveBack(): void {
    this.#take(null);
  }

  #deploy(): void {
    const seed = { name: `demo-dev-${this.#deployed}_event-new`, reserved: 5 };
    this.#deployed += 1;
    this.#unlessRefused(() => {
      this.sandbox.world.addFunction(stack, seed);
      this.#seeds.set(seed.name, seed);
      this.truth.learn(seed.name);
    });
  }

  /** The new functions come with what the old ones should have had. */
  #replace(): void {
    this.giveBack();
    const functions = [...this.truth.functions].flatMap(([name, own]) => {
      const seed = this.#seeds.get(name);
      return seed === undefined ? [] : [this.#seedAnew(seed, own)];
    });
    this.sandbox.world.replaceStack({ name: stack, functions });
    for (const { name } of functions) this.truth.learn(name);
  }

  /** The functions that `on` stops altogether: AWS has no reserved concurrency for all of those that are called workers. */
  workers(): string[] {
    return this.#called().filter((name) => !this.#isOfOwnKind(name));
  }

  /** Those of which `on` stops the mappings alone. */
  polled(): string[] {
    return this.#called().filter((name) => this.#isOfOwnKind(name));
  }

  #called(): string[] {
    return [...this.truth.functions.keys()].filter((name) => name.includes("_event-"));
  }

  #isOfOwnKind(name: string): boolean {
    const { edge, durableSeconds, capacityProvider } = this.#seeds.get(name) ?? {};
    return edge !== undefined || durableSeconds !== undefined || capacityProvider !== undefined;
  }

  #take(but: number | null): void {
    const { world } = this.sandbox;
    world.setReserved(others, null);
    const free = but === null ? 0 : this.#free() - but;
    if (free > 0) world.setReserved(others, free);
    this.truth.learn(others);
  }

  /** Puts provisioned concurrency back, if AWS takes it. */
  scale(target: string, n: number): void {
    const [name = "", qualifier = ""] = target.split(":");
    const own = this.truth.functions.get(name);
    if (own !== undefined)
      this.#unlessRefused(() => {
        this.#provision(name, own, qualifier, n);
      });
  }

  #edit(edit: Edit, isOpen: boolean): void {
    const names = [...this.truth.functions.keys()].filter((name) => name !== others);
    const name = names[edit.index % Math.max(1, names.length)];
    const own = name === undefined ? undefined : this.truth.functions.get(name);
    if (name === undefined || own === undefined) return;
    this.#unlessRefused(() => {
      this.#apply(edit, name, own, isOpen);
    });
  }

  #apply(edit: Edit, name: string, own: Own, isOpen: boolean): void {
    const { world } = this.sandbox;
    switch (edit.do) {
      case "reserve":
        if (edit.reserved === 0 && isOpen) return;
        // Too little for what is provisioned is no state to restore.
        if (edit.reserved !== null && edit.reserved < provisionedOf(own)) return;
        world.setReserved(name, edit.reserved);
        own.reserved = edit.reserved;
        return;
      case "provision":
        if (edit.n === null && isOpen) return;
        this.#provision(name, own, edit.qualifier, edit.n);
        return;
      case "map":
        this.#map(name, own, edit.enabled, isOpen);
        return;
      case "move alias":
        // One that is made anew would get what the old one had: jets knows aliases by their names.
        if (!this.#hasAlias(name, edit.alias)) return;
        world.setAlias(name, edit.alias, world.publishVersion(name));
        return;
      case "delete alias":
        world.deleteAlias(name, edit.alias);
        this.#deletedAliases.add(`${name}:${edit.alias}`);
        own.provisioned.delete(edit.alias);
        return;
      case "delete mapping":
        this.#deleteMapping(name, own);
        return;
      case "delete by hand":
        world.deleteFunctionByHand(name);
        this.truth.orphan(name);
        return;
      case "delete":
        world.deleteFunction(name);
        this.truth.functions.delete(name);
    }
  }

  #hasAlias(name: string, alias: string): boolean {
    const { aliases = {} } = this.#seeds.get(name) ?? {};
    return alias in aliases && !this.#deletedAliases.has(`${name}:${alias}`);
  }

  #provision(name: string, own: Own, qualifier: string, n: number | null): void {
    if (own.reserved !== null && provisionedOf(own, qualifier) + (n ?? 0) > own.reserved) return;
    this.sandbox.world.setProvisioned(name, qualifier, n);
    if (n === null) own.provisioned.delete(qualifier);
    else own.provisioned.set(qualifier, n);
  }

  #map(name: string, own: Own, enabled: boolean, isOpen: boolean): void {
    const [uuid] = this.sandbox.world.mappingsOf(name);
    if (uuid === undefined || (!enabled && isOpen)) return;
    this.sandbox.world.setMapping(uuid, enabled);
    own.mappings.set(uuid, enabled);
  }

  #deleteMapping(name: string, own: Own): void {
    const [uuid] = this.sandbox.world.mappingsOf(name);
    if (uuid === undefined) return;
    this.sandbox.world.deleteMapping(uuid);
    own.mappings.delete(uuid);
  }

  #seedAnew({ reserved: _old, ...seed }: FunctionSeed, own: Own): FunctionSeed {
    const isThere = (alias: string): boolean => this.#hasAlias(seed.name, alias);
    const uuids = this.sandbox.world.mappingsOf(seed.name);
    const mappings = (seed.mappings ?? []).filter(({ uuid = "" }) => uuids.includes(uuid));
    return {
      ...seed,
      ...(own.reserved === null ? {} : { reserved: own.reserved }),
      aliases: Object.fromEntries(Object.entries(seed.aliases ?? {}).filter(([alias]) => isThere(alias))),
      provisioned: Object.fromEntries(own.provisioned),
      mappings: mappings.map(({ qualifier, ...mapping }) => ({
        ...mapping,
        ...(qualifier === "2" || (qualifier !== undefined && isThere(qualifier)) ? { qualifier } : {}),
        enabled: own.mappings.get(mapping.uuid ?? "") ?? true,
      })),
    };
  }

  #free(): number {
    const taken = Object.values(this.sandbox.settings()).reduce(
      (sum, { reserved, provisioned }) =>
        sum + (reserved ?? Object.values(provisioned).reduce((all, n) => all + n, 0)),
      0,
    );
    return concurrency.total - concurrency.minimum - taken;
  }

  /** Where AWS refuses, nothing has changed. */
  #unlessRefused(change: () => void): void {
    try {
      change();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
}

/** The account's, so that everything fits unless others take it. */
export const concurrency = { total: 1_000, minimum: 100 } as const;
