import { JetsError, type Functions, type Parameters, type Stacks } from "../maintenance/index.js";

/** How to reach AWS; what is left out comes from the SDK's own chain. */
export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
}

/** The three ports of `src/maintenance` over one region of one account. */
export interface Aws {
  readonly stacks: Stacks;
  readonly functions: Functions;
  readonly parameters: Parameters;
  /** The region in force. @throws JetsError `region_missing` */
  region(): Promise<string>;
  /** Closes kept-alive connections. */
  close(): void;
}

/** Builds the ports; no call is made before the first method is used. */
export function createAws(_options: AwsOptions): Aws {
  throw new JetsError("failed", "AWS is not connected yet.", "Wait for the next commit.");
}
