import type { HttpAnswer } from "./send.js";

// AWS accepts a signature for five minutes: a difference close to that may be why it was refused.
const TOLERANCE_MS = 240_000;

/** What AWS calls a wrong time: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html; mostly among other things. */
const REFUSAL =
  /\b(RequestTimeTooSkewed|RequestInTheFuture|RequestExpired|InvalidSignatureException|SignatureDoesNotMatch|AuthFailure)\b/;

/** AWS's time, as far as its answers have shown it. */
export class SigningClock {
  readonly #now: () => number;
  #aheadMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What to sign with. */
  time(): Date {
    return new Date(this.#now() + this.#aheadMs);
  }

  /** Uses the answer's own time from now on, if a wrong clock may be why it is a refusal. Returns whether it does. */
  heeds({ status, body, date = "" }: HttpAnswer): boolean {
    const difference = Date.parse(date) - this.time().getTime();
    if (status < 400 || !REFUSAL.test(body) || !(Math.abs(difference) > TOLERANCE_MS)) return false;
    this.#aheadMs += difference;
    return true;
  }
}
