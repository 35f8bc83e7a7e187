import type { QuotaLimits } from "./quotas.js";
import type { RoleSeed } from "./seed/role.js";
import type { StackSeed } from "./seed/seed.js";

/** How many items a page holds at most, whatever the caller asks for. */
export interface PageSizes {
  readonly functions: number;
  readonly versions: number;
  readonly aliases: number;
  readonly provisioned: number;
  readonly mappings: number;
  readonly eventInvokeConfigs: number;
  readonly stackResources: number;
  readonly stacks: number;
  readonly parameters: number;
  readonly parameterHistory: number;
  readonly describedParameters: number;
}

/** AWS's own page sizes. */
export const awsPageSizes: PageSizes = {
  functions: 50,
  versions: 50,
  aliases: 50,
  provisioned: 50,
  mappings: 100,
  eventInvokeConfigs: 50,
  stackResources: 100,
  stacks: 100,
  parameters: 10,
  parameterHistory: 50,
  describedParameters: 50,
};

/** Tells the time. */
export interface SandboxClock {
  now(): Date;
}

/** How a sandbox behaves; everything has a default. */
export interface SandboxOptions {
  /** What is deployed; the demo application when left out. */
  readonly stacks?: readonly StackSeed[];
  /** The region of {@link stacks} that name none; all others answer too, and are empty. */
  readonly region?: string;
  /**
   * The account of {@link stacks} that name none, and of every access key that holds no account. An access key that
   * holds the twelve digits of one, for example `AKIA111122223333DEMO`, is that account's.
   */
  readonly account?: string;
  /**
   * The roles that can be assumed; when left out, every role of the accounts that are named here, by callers of
   * {@link account} and of the role's own.
   */
  readonly roles?: readonly RoleSeed[];
  /** The regions that accounts have not enabled, by account; none when left out. */
  readonly disabledRegions?: Readonly<Record<string, readonly string[]>>;
  /** AWS's clock: everything that takes time in AWS is measured by it. */
  readonly clock?: SandboxClock;
  /** How a delayed answer waits; only {@link latencyMs} uses it. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** How long every answer takes, in milliseconds. */
  readonly latencyMs?: number;
  /** How long an event source mapping stays `Disabling` or `Enabling`, in milliseconds. */
  readonly mappingSettlesMs?: number;
  /** How long provisioned concurrency stays `IN_PROGRESS`, in milliseconds. */
  readonly provisionedSettlesMs?: number;
  /** How long a configuration update stays `InProgress`, in milliseconds. */
  readonly updateSettlesMs?: number;
  /** How long events still go by an event invoke configuration that was changed, in milliseconds. */
  readonly eventInvokeSettlesMs?: number;
  /**
   * Whether a queue's own policy is enough for AWS to take the queue as a destination of a function whose execution role
   * may not send to it by its own permissions; `true` when left out.
   */
  readonly queuePolicyCounts?: boolean;
  /** Refuse calls beyond AWS's request quotas; `true` for AWS's own, or limits of one's own. */
  readonly quotas?: boolean | Partial<QuotaLimits>;
  /** How many standard parameters a region takes: 10,000, https://docs.aws.amazon.com/general/latest/gr/ssm.html. */
  readonly parameterLimit?: number;
  /** The account's concurrency limit. */
  readonly accountConcurrency?: number;
  /** What must stay unreserved: 100 for most accounts, 50 or 10 for new ones. */
  readonly unreservedMinimum?: number;
  readonly pageSizes?: Partial<PageSizes>;
  /** Begin every list with an empty page that has a token, which AWS allows itself. */
  readonly emptyFirstPages?: boolean;
  /** Leave `Concurrency` out of GetFunction at 0, as some emulators do. */
  readonly hideZeroConcurrency?: boolean;
  /**
   * Refuse to create a parameter within 30 seconds of its deletion, as if the deletion were not known
   * everywhere yet. Such creations are listed in `recycledNames` either way.
   */
  readonly strictNames?: boolean;
}

/** The options with every default filled in. */
export interface Behaviour {
  readonly mappingSettlesMs: number;
  readonly provisionedSettlesMs: number;
  readonly updateSettlesMs: number;
  readonly eventInvokeSettlesMs: number;
  readonly queuePolicyCounts: boolean;
  readonly parameterLimit: number;
  readonly accountConcurrency: number;
  readonly unreservedMinimum: number;
  readonly pageSizes: PageSizes;
  readonly emptyFirstPages: boolean;
  readonly hideZeroConcurrency: boolean;
  readonly strictNames: boolean;
}

/** Fills in the defaults. */
export function withDefaults(options: SandboxOptions): Behaviour {
  return {
    mappingSettlesMs: options.mappingSettlesMs ?? 300,
    provisionedSettlesMs: options.provisionedSettlesMs ?? 600,
    updateSettlesMs: options.updateSettlesMs ?? 300,
    eventInvokeSettlesMs: options.eventInvokeSettlesMs ?? 300,
    queuePolicyCounts: options.queuePolicyCounts ?? true,
    parameterLimit: options.parameterLimit ?? 10_000,
    accountConcurrency: options.accountConcurrency ?? 1000,
    unreservedMinimum: options.unreservedMinimum ?? 100,
    pageSizes: { ...awsPageSizes, ...options.pageSizes },
    emptyFirstPages: options.emptyFirstPages ?? false,
    hideZeroConcurrency: options.hideZeroConcurrency ?? false,
    strictNames: options.strictNames ?? false,
  };
}
