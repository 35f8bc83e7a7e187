import xterm, { type IBufferCell } from "@xterm/headless";

/** Pixels. */
const cell = { width: 8.4, height: 20 };
const margin = 20;
/** Of the terminal. */
export const columns = 80;

/** Text of one look. */
interface Span {
  readonly column: number;
  readonly text: string;
  readonly classes: string;
}

const style = `
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre; }
rect { fill: #f6f8fa; stroke: #d1d9e0; }
.bold { font-weight: bold; } .dim { opacity: 0.65; }
.c1, .c9 { fill: #cf222e; } .c2, .c10 { fill: #116329; } .c3, .c11 { fill: #7d4e00; } .c4, .c12 { fill: #0969da; } .c5, .c13 { fill: #8250df; } .c6, .c14 { fill: #1b7c83; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  rect { fill: #0d1117; stroke: #3d444d; }
  .c1, .c9 { fill: #ff7b72; } .c2, .c10 { fill: #3fb950; } .c3, .c11 { fill: #d29922; } .c4, .c12 { fill: #58a6ff; } .c5, .c13 { fill: #bc8cff; } .c6, .c14 { fill: #39c5cf; }
}
`;

/**
 * An SVG of a terminal on which `output` was written, every control sequence obeyed; light or dark as the reader has it.
 * @param title the picture's description, for readers who can't see it
 */
export async function drawTerminal(output: string, title: string): Promise<string> {
  const rows = await rowsOf(output);
  const width = Math.ceil(columns * cell.width) + 2 * margin;
  const height = rows.length * cell.height + 2 * margin;
  const texts = rows.flatMap((spans, row) => spans.map((span) => drawSpan(span, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...texts,
    "</svg>\n",
  ].join("\n");
}

// The length is said so that columns stay columns in any font.
function drawSpan({ column, text, classes }: Span, row: number): string {
  const x = round(margin + column * cell.width);
  const y = margin + (row + 0.7) * cell.height;
  const look = classes === "" ? "" : ` class="${classes}"`;
  return `<text x="${x}" y="${y}" textLength="${round(text.length * cell.width)}"${look}>${escapeXml(text)}</text>`;
}

async function rowsOf(output: string): Promise<Span[][]> {
  const terminal = new xterm.Terminal({ cols: columns, rows: 24, convertEol: true, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    terminal.write(output, resolve);
  });
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: buffer.length }, (_, row) => spansOf(buffer, row));
  return rows.slice(0, rows.findLastIndex((spans) => spans.length > 0) + 1);
}

function spansOf(buffer: xterm.IBuffer, row: number): Span[] {
  const line = buffer.getLine(row);
  const length = line?.translateToString(true).length ?? 0;
  const spans: Span[] = [];
  for (let column = 0; column < length; column++) {
    const found = line?.getCell(column);
    if (found === undefined) break;
    const [text, classes] = [found.getChars() || " ", classesOf(found)];
    const last = spans.at(-1);
    if (last?.classes === classes) spans.splice(-1, 1, { ...last, text: last.text + text });
    else spans.push({ column, text, classes });
  }
  return spans;
}

function classesOf(look: IBufferCell): string {
  return [
    look.isFgPalette() ? `c${look.getFgColor()}` : "",
    look.isBold() ? "bold" : "",
    look.isDim() ? "dim" : "",
  ]
    .filter(Boolean)
    .join(" ");
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
