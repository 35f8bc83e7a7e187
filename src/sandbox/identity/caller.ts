/** Who makes a call. */
export interface Caller {
  readonly account: string;
  /** For example `arn:aws:iam::123456789012:user/ada`, or a session's `arn:aws:sts::123456789012:assumed-role/a/ada`. */
  readonly arn: string;
  /** What GetCallerIdentity calls `UserId`. */
  readonly userId: () => string;
  /** Whether these are credentials of a role that was assumed. */
  readonly isSession: boolean;
  /** Why AWS takes no call with these credentials here; undefined where it does. */
  readonly problem: "unknown" | "expired" | undefined;
}
