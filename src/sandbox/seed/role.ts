/** A role that callers may assume. */
export interface RoleSeed {
  /** For example `arn:aws:iam::111122223333:role/jets-maintenance`. */
  readonly arn: string;
  /** The accounts whose callers may assume it; the sandbox's own and the role's own when left out. */
  readonly by?: readonly string[];
  /** What callers have to say to assume it; nothing when left out. */
  readonly externalId?: string;
  /** How long a session may be, in seconds; 3600 when left out. */
  readonly maxSessionSeconds?: number;
}
