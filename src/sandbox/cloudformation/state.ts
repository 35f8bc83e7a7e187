import type { RegionContext } from "../context.js";

/** What CloudFormation knows in one region. */
export interface CloudFormationState {
  readonly context: RegionContext;
  /** By ARN; deleted stacks stay, and are found by their ARN only. */
  readonly stacks: Map<string, StackState>;
}

/** One stack, nested or not. */
export interface StackState {
  readonly id: string;
  readonly name: string;
  status: string;
  readonly createdAt: number;
  /** The ARN of the stack that it is nested in, and of the outermost one. */
  readonly parent: { readonly id: string; readonly root: string } | undefined;
  /** Values by name. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Undefined: made from the resources. */
  readonly template: string | undefined;
  /** By logical id. */
  readonly resources: Map<string, StackResource>;
}

/** One resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  /** For a function its name, for versions, aliases and nested stacks an ARN, for a mapping its UUID. */
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  /** What the template says of it; a function's or nested stack's is not kept. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A stack by its name, or by its ARN even when it is deleted. */
export function findStack(state: CloudFormationState, nameOrId: string): StackState | undefined {
  const byId = state.stacks.get(nameOrId);
  if (byId !== undefined) return byId;
  return [...state.stacks.values()].find(
    (stack) => stack.name === nameOrId && stack.status !== "DELETE_COMPLETE",
  );
}
