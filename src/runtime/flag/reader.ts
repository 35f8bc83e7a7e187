/** Reads parameters by name; those that do not exist are left out. @throws RefusedError, or a connection's own error */
export type Reader = (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

/** The other side refused: throttled, denied, failed. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  constructor(
    /** AWS's own word, for example `ThrottlingException`. */
    readonly code: string,
    message: string,
    /** The HTTP status. */
    readonly status: number,
  ) {
    super(`${code} ${message}`.trim());
  }
}
