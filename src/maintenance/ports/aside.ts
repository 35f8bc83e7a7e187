/** How long lookups that are not part of a run's job may go on. */
export interface AsideTerms {
  /** Once it is aborted, each call ends at once with its reason, a JetsError, including those under way. */
  readonly givenUp: AbortSignal;
  /** Called for each call that ended in another way. */
  readonly onEnd: () => void;
}
