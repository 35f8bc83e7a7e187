/** A CloudFormation stack that exists. */
export interface Stack {
  readonly name: string;
  /** The stack's ARN; a stack recreated under the same name has another one. */
  readonly id: string;
  /** CloudFormation's own word, for example `UPDATE_COMPLETE`. */
  readonly status: string;
}

/** A Lambda function found in the stack or in a nested stack at any depth. */
export interface StackFunction {
  readonly name: string;
  readonly logicalId: string;
  /** Whether the stack publishes versions or aliases of it, so that it can have provisioned concurrency. */
  readonly published: boolean;
  /** The aliases and versions of it that the stack lists. */
  readonly qualifiers: readonly string[];
  /** Whether CloudFormation calls it for custom resources: while it is stopped, deployments hang. */
  readonly servesDeployments: boolean;
}

/** A nested stack that the stack around it still lists, and that is not there. */
export interface MissingStack {
  readonly name: string;
  readonly logicalId: string;
}

/** A resource of the stack that calls functions by a role, so that their resource policies don't name it. */
export interface RoleCaller {
  readonly logicalId: string;
  /** The service by its first name: `scheduler`, `pipes`, `events`, `lambda`. */
  readonly source: string;
  /** Whether it never waits for the answer. */
  readonly isAsync: boolean;
  /** The functions that it calls, as far as the template tells. */
  readonly targets: readonly { readonly name: string; readonly qualifier?: string }[];
  /** Whether there may be others: the template names a target that cannot be followed. */
  readonly isUnclear: boolean;
}

/** CloudFormation, as far as it is needed here. */
export interface Stacks {
  /** @throws JetsError `not_deployed` when there is no such stack. */
  get(name: string): Promise<Stack>;
  /**
   * All functions of the stack and its nested stacks, by ListStackResources; by GetTemplate too where there are
   * custom resources. `onMissing` is given each nested stack that is not there, and whose functions are left out.
   * @throws JetsError `not_deployed` when there is no such stack, `failed` when a function's physical id can't be read.
   */
  listFunctions(name: string, onMissing?: (stack: MissingStack) => void): Promise<readonly StackFunction[]>;
  /**
   * What calls functions by a role of its own, among the schedules and pipes of the stack and its nested stacks; with
   * `thorough` among rules and the destinations of other functions too, at one GetTemplate for each stack with such resources.
   */
  listRoleCallers(name: string, options: { readonly thorough: boolean }): Promise<readonly RoleCaller[]>;
  /** The names of all stacks of the account and region that are deployed and not nested. */
  list(): Promise<readonly string[]>;
}
