import { JetsError, type Clock } from "../../maintenance/index.js";
import type { Source } from "../credentials/source.js";
import type { Endurance } from "./endurance.js";
import { toJetsError } from "./errors.js";
import type { Line } from "./line.js";
import { delayAfter, patienceWith, retryAfter, type Patience } from "./patience.js";
import { isTimeout, parseSdkError } from "./sdk-error.js";

/** What is asked of AWS. */
interface Asked {
  /** The IAM action, for example `ssm:PutParameter`. */
  readonly action: string;
  readonly resource: string;
  readonly source: (() => Source | undefined) | undefined;
}

/** What one call uses: its way to AWS, and the time that the run has left for trouble on it. */
interface Surroundings {
  readonly line: Line;
  readonly endurance: Endurance;
  readonly clock: Clock;
}

/** One call, over all its attempts: their results, and whether to make another one. */
export class Course {
  readonly #asked: Asked;
  readonly #line: Line;
  readonly #endurance: Endurance;
  readonly #clock: Clock;
  #begunAt: number | undefined;
  #startedAt = 0;
  #refused: JetsError | undefined;

  constructor(asked: Asked, { line, endurance, clock }: Surroundings) {
    this.#asked = asked;
    this.#line = line;
    this.#endurance = endurance;
    this.#clock = clock;
  }

  /** What came of the last attempt. */
  get refused(): JetsError | undefined {
    return this.#refused;
  }

  /**
   * Says that an attempt is about to be made.
   * @throws JetsError where others were given up without an answer: each further one would wait for half a minute
   */
  start(): void {
    const { givenUp } = this.#line;
    if (givenUp !== undefined && isTimeout(givenUp) && this.#endurance.left() === 0) {
      throw this.#refusalOf(givenUp);
    }
    this.#startedAt = this.#clock.now().getTime();
    this.#begunAt ??= this.#startedAt;
  }

  /** Says that AWS has done what it was asked for. */
  succeed(): void {
    this.#line.noteAnswer();
    if (isChange(this.#asked.action)) this.#endurance.noteChange();
  }

  /** How many milliseconds to wait before the next attempt. @throws JetsError where there is none */
  fail(error: unknown, attempt: number, random: number): number {
    // An error of our own code says nothing about AWS.
    if (error instanceof JetsError) throw error;
    const sdk = parseSdkError(error);
    const patience = patienceWith(sdk);
    const isOut = patience?.rides === "outage";
    this.#refused = this.#refusalOf(error);
    if (isOut) this.#line.noteFailure();
    else this.#line.noteAnswer();
    if (patience === undefined || !this.#mayRepeat(patience, attempt)) {
      if (isOut) this.#line.giveUp(sdk);
      throw this.#refused;
    }
    const delay = retryAfter(sdk) + delayAfter(attempt, patience, random);
    const left = this.#endurance.left();
    return isOut && left > 0 ? Math.min(delay, left) : delay;
  }

  /** Says that the call has ended, one way or the other. */
  end(): void {
    this.#endurance.recover(this);
  }

  #mayRepeat({ attempts, rides }: Patience, attempt: number): boolean {
    const isEarly = attempt < attempts;
    if (rides === undefined || (rides === "quota" && isEarly)) {
      this.#endurance.recover(this);
      return isEarly;
    }
    const since = rides === "quota" ? (this.#begunAt ?? this.#startedAt) : this.#startedAt;
    this.#endurance.suffer(this, since, this.#refused?.message ?? "");
    // If it was not answered, the next attempt may take as long again.
    const took = this.#clock.now().getTime() - this.#startedAt;
    if (this.#endurance.left() > took) return true;
    return isEarly && this.#line.givenUp === undefined;
  }

  #refusalOf(error: unknown): JetsError {
    const { action, resource, source } = this.#asked;
    return toJetsError(error, action, resource, source?.());
  }
}

/** Whether an IAM action changes something. */
const isChange = (action: string): boolean => !/:(?:Get|List|Describe)/.test(action);
