/** `npm run test:slow` tries all; `npm test` tries some of everything. */
export const all = process.env.JETS_TESTS === "all";

/** So many of the cases, evenly spread from the first to the last one; all of them in `npm run test:slow`. */
export function sample<Case>(cases: readonly Case[], count: number): Case[] {
  if (all || count >= cases.length) return [...cases];
  const step = (cases.length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, index) => Math.round(index * step)).flatMap((at) =>
    cases.slice(at, at + 1),
  );
}

/** The larger number in `npm run test:slow`, else the smaller one. */
export const sampleSize = (some: number, many: number): number => (all ? many : some);
