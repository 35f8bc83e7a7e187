import type { Stage } from "../../maintenance/index.js";

/** A stage that has begun and is not over. */
export interface UnderWay {
  readonly stage: Stage;
  /** When it began, in milliseconds. */
  readonly since: number;
}

/** A stage as it stands now, for a line that is drawn again: its middle is left out where it has no room. */
export function drawnLine({ stage, since }: UnderWay, now: number, width: number): string {
  const left = timeLeft(secondsLeft(stage, since, now));
  const most = stage.until === undefined || left === "" ? "" : " at most";
  return cutMiddle(`${countedLine(stage)}${left}${most}`, width);
}

/** A stage as it stands now, for a line that stays. */
export function saidLine({ stage, since }: UnderWay, now: number): string {
  const { until } = stage;
  if (until !== undefined) return `${countedLine(stage)}, until ${until} at the latest`;
  return `${countedLine(stage)}${timeLeft(secondsLeft(stage, since, now))}`;
}

const countedLine = ({ stage, done, total }: Stage): string =>
  total === 1 ? stage : `${stage} ${done}/${total}`;

/** By AWS's quota or at the pace so far, whichever is slower: the first calls of a stage go through as a burst. */
function secondsLeft({ done, total, seconds = 0, until }: Stage, since: number, now: number): number {
  if (until !== undefined) return Math.ceil((Date.parse(until) - now) / 1_000);
  const atQuota = (seconds * (total - done)) / total;
  const atPace = done === 0 ? 0 : ((now - since) / 1_000 / done) * (total - done);
  return Math.ceil(Math.max(atQuota, atPace));
}

function timeLeft(seconds: number): string {
  if (seconds < 1) return "";
  if (seconds < 60) return `, ${seconds} s left`;
  return `, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}

function cutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, Math.max(0, width - 1 - end))}…${text.slice(text.length - end)}`;
}
