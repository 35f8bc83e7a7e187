import type { RegionContext } from "../context.js";

/** What Parameter Store knows in one region. */
export interface SsmState {
  readonly context: RegionContext;
  /** By full name; versions from the oldest to the newest, never empty. */
  readonly parameters: Map<string, readonly ParameterVersion[]>;
  /** When each deleted name was deleted last. */
  readonly deletedAt: Map<string, number>;
  /** Names that were created again within 30 seconds of their deletion. */
  readonly recycledNames: string[];
}

/** One version of a parameter. */
export interface ParameterVersion {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly version: number;
  readonly tier: Tier;
  readonly description: string | undefined;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** The ARN of who wrote it. */
  readonly modifiedBy: string;
}

/** What a parameter is, whatever a call asks for. */
export type Tier = "Standard" | "Advanced";

/** The newest version of a parameter. */
export function latestOf(state: SsmState, name: string): ParameterVersion | undefined {
  return state.parameters.get(name)?.at(-1);
}
