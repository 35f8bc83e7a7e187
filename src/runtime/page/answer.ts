/** The answer to a visitor, independent of the front. */
export interface Answer {
  readonly status: 204 | 302 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** A whole Set-Cookie value. */
  readonly cookie?: string;
  readonly body: string;
}

/** Headers of every answer that this package gives itself. */
export const ownHeaders = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "X-Jets-Maintenance": "on",
} as const;
