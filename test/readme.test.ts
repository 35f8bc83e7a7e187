import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJetsOnTerminal } from "./support/jets.js";
import { Screen } from "./support/screen.js";
import { serveSandbox, type ServedSandbox } from "./support/served-sandbox.js";

/** A command of README.md, with what the page says that a person then sees. */
interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");

const shown = [...page.matchAll(/^```console\n(.*?)^```/gms)]
  .flatMap(([, block = ""]) => block.split(/^❯ /m).slice(1))
  .map((text): Shown => {
    const [command = "", ...lines] = text.trimEnd().split("\n");
    return { command, lines };
  });

let served: ServedSandbox;

beforeAll(async () => {
  served = await serveSandbox();
});

afterAll(() => served.close());

/** The page shows somebody else, at another time. */
const timeless = (line: string): string =>
  line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "TIME").replace(/ by \S+@\S+ /, " by SOMEBODY ");

test("README.md shows commands", () => {
  expect(shown.length).toBeGreaterThan(5);
});

// In the order of the page: what one command does, the next one sees.
test.each(shown)("README.md shows what `$command` really does", async ({ command, lines }) => {
  const running = startJetsOnTerminal(command.split(" ").slice(1), served.env);
  if (lines.some((line) => line.startsWith("Are you sure?"))) {
    await running.says("(y/N)");
    running.child.stdin.write("y\r");
  }
  const { exitCode, stdout } = await running.end;
  const screen = new Screen();
  screen.write(stdout);
  const [, ...seen] = await screen.lines();
  expect(exitCode).toBe(0);
  expect(seen.map(timeless)).toEqual(lines.map(timeless));
});
