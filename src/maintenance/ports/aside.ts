/** How long calls go on that are no part of a run's job. */
export interface AsideTerms {
  /** Once it is aborted each of them ends at once with its reason, a JetsError, and so do those that are on their way. */
  readonly givenUp: AbortSignal;
  /** Is told of each that has ended in another way. */
  readonly onEnd: () => void;
}
