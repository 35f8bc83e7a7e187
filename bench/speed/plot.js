// A plot of seconds over workers, both on logarithmic axes, as one SVG.

const size = { width: 640, height: 400, left: 60, right: 170, top: 20, bottom: 45 };

/** @typedef {{ name: string, colour: string, dashed?: boolean, points: readonly (readonly [number, number])[] }} Series */

/** @param {readonly Series[]} series */
export function plot(series) {
  const all = series.flatMap(({ points }) => points);
  const x = scale(
    all.map(([workers]) => workers),
    size.left,
    size.width - size.right,
  );
  const y = scale(
    all.map(([, seconds]) => seconds),
    size.height - size.bottom,
    size.top,
  );
  const lines = [
    ...x.ticks.map((at) => text(x.place(at), size.height - size.bottom + 18, "middle", String(at))),
    ...y.ticks.map((at) => grid(y.place(at)) + text(size.left - 8, y.place(at) + 4, "end", String(at))),
    text((size.left + size.width - size.right) / 2, size.height - 8, "middle", "workers"),
    text(8, 12, "start", "seconds"),
    ...series.map((one) => draw(one, x.place, y.place)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" role="img" aria-label="Seconds by number of workers">
<rect width="100%" height="100%" fill="white"/>
${lines.join("\n")}
</svg>
`;
}

/** @param {readonly number[]} values @param {number} from @param {number} to */
function scale(values, from, to) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    place: (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

/** @param {Series} series @param {(value: number) => number} x @param {(value: number) => number} y */
function draw({ name, colour, dashed, points }, x, y) {
  const path = points.map(([workers, seconds]) => `${x(workers).toFixed(1)},${y(seconds).toFixed(1)}`);
  const [workers, seconds] = points.at(-1) ?? [1, 1];
  const dots = points.map(([a, b]) => `<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="3"/>`);
  return `<g fill="${colour}"><polyline points="${path.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ""}/>${dots.join("")}${text(x(workers) + 8, y(seconds) + 4, "start", name)}</g>`;
}

/** @param {number} y */
const grid = (y) => `<path d="M${size.left} ${y.toFixed(1)}H${size.width - size.right}" stroke="#ddd"/>`;

/** @param {number} x @param {number} y @param {string} anchor @param {string} label */
const text = (x, y, anchor, label) =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${label}</text>`;
