/** What the code of a function reads as its environment variables. */
export interface FunctionEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Why AWS could not decrypt them, where that is so: `variables` is empty then, and says nothing. */
  readonly unreadable?: string;
  /** Of the configuration that they were read from. */
  readonly revision: string;
  /** What became of the function's last update, in AWS's own words: `Successful`, `InProgress` or `Failed`. */
  readonly update: string;
  /** Why it failed. */
  readonly updateReason?: string;
}

/** What came of writing environment variables. */
export type PutVariablesOutcome = "written" | "changed meanwhile" | "too large" | "missing";

/** A name under which published versions of a function are called. */
export interface FunctionAlias {
  readonly name: string;
  /** More than one where it shifts traffic. */
  readonly versions: readonly string[];
}

/** What of Lambda's control plane concerns environment variables. Functions go by their bare name. */
export interface Environments {
  /** Of `$LATEST` unless a version is named. `undefined` when there is no such function or version. */
  getEnvironment(name: string, version?: string): Promise<FunctionEnvironment | undefined>;
  /** Replaces all variables, if the function has not changed since `revision`. */
  putVariables(
    name: string,
    variables: FunctionEnvironment["variables"],
    revision: string,
  ): Promise<PutVariablesOutcome>;
  /** None for a function that does not exist. */
  listAliases(name: string): Promise<readonly FunctionAlias[]>;
}
