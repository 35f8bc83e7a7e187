/**
 * What can go wrong, each with the exit code that scripts rely on.
 * The names appear as `error.code` in `--json`.
 */
export const exitCodes = {
  failed: 1,
  not_deployed: 1,
  no_workers: 1,
  deploy_in_progress: 1,
  events_at_risk: 1,
  journal_damaged: 1,
  lock_lost: 4,
  credentials_missing: 1,
  credentials_expired: 1,
  access_denied: 1,
  unreachable: 1,
  throttled: 1,
  aws_refused: 1,
  usage: 2,
  region_missing: 2,
  partial: 3,
  locked: 4,
  declined: 130,
  interrupted: 130,
} as const;

/** A documented class of failure; see {@link exitCodes}. */
export type ErrorCode = keyof typeof exitCodes;

/**
 * An error meant for the person at the terminal: `message` is one sentence of fact with the value that is
 * wrong, `hint` one sentence of remedy. `cause` keeps the original for `DEBUG=jets`.
 */
export class JetsError extends Error {
  override readonly name = "JetsError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** The exit code that belongs to {@link code}. */
  get exitCode(): number {
    return exitCodes[this.code];
  }
}

/**
 * A parameter could not be created, since the account has as many as AWS allows: 10,000 standard ones in a region. With
 * Intelligent-Tiering as the default tier AWS makes what goes beyond that Advanced, for which it charges:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-default-tier.html
 */
export class NoRoom extends JetsError {
  constructor(name: string, cause: unknown) {
    super(
      "aws_refused",
      `The parameter ${name} could not be created: this account has all the 10,000 standard parameters that AWS allows in a region.`,
      "Delete some that are not needed any more, or let AWS go beyond with `aws ssm update-service-setting --setting-id /ssm/parameter-store/default-parameter-tier --setting-value Intelligent-Tiering` (charges apply); then repeat the command.",
      { cause },
    );
  }
}

/** The error of a run that Ctrl-C, SIGTERM or SIGHUP has ended; by default of one that has changed nothing. */
export const interrupted = (
  message = "Interrupted before anything was changed.",
  hint = "Repeat the command.",
  options?: { cause?: unknown },
): JetsError => new JetsError("interrupted", message, hint, options);

/** @throws JetsError {@link interrupted} once `signal` is aborted. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

/** What an error says, in one line: fact and remedy of our own, the bare message of any other. */
export function messageOf(error: unknown): string {
  if (error instanceof JetsError) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
