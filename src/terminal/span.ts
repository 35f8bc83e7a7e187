const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** A span of time in its two largest units, for example `2h 5m`; clocks that disagree make none that is negative. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const largest = units.findIndex(([, size]) => seconds >= size);
  if (largest === -1) return "0s";
  let left = seconds;
  const parts = units.slice(largest, largest + 2).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  });
  return parts.filter((text) => text !== "").join(" ");
}
