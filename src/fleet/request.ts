import type { RoleToAssume } from "../aws/account.js";

/** One account of a fleet, and how it is reached. */
export interface AccountRequest {
  /** The AWS profile; the credentials in force where it is left out. */
  readonly profile?: string;
  /** Assumed with those credentials. */
  readonly role?: RoleToAssume;
  /** The account that it must be: twelve digits. */
  readonly id?: string;
  /** The region in force for the credentials where they are left out. */
  readonly regions?: readonly string[];
}

/** Which applications are meant. */
export interface FleetRequest {
  readonly accounts: readonly AccountRequest[];
  /** Globs; an application is meant where its stack's name matches one. */
  readonly stacks: readonly string[];
  /** A glob that it must match as well. */
  readonly onlyStack?: string;
  /** Account ids; all where they are left out. */
  readonly onlyAccounts?: readonly string[];
  /** Whether a part of a fleet is meant: then not every glob need match. */
  readonly isPart: boolean;
  /** How many regions of accounts are worked on side by side. */
  readonly concurrency: number;
}

/** What could not be reached, and why. */
export interface Trouble {
  readonly account?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly error: unknown;
}
