import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "../../support/process/fake-shell.js";
import packageJson from "../../../package.json" with { type: "json" };
import { all } from "../../support/sample.js";
import { blocksOf, root, type Block } from "./pages.js";
import { ReadersShell } from "./shell.js";
import { fleet, frameworkStacks, shop } from "./stacks.js";

/** What can't be run here as the page shows it, and the test that runs it instead. */
export const elsewhere: readonly (readonly [page: string, text: string, because: string])[] = [
  [
    "README.md",
    "npm install --global jets-maintenance",
    "needs a registry; test/docs/ci.test.ts runs it on one of its own",
  ],
  [
    "docs/notifications.md",
    "aws cloudformation",
    "needs the aws CLI; test/moto/notifications.test.ts runs it",
  ],
  ["docs/restore-by-hand.md", "aws ssm", "needs the aws CLI; test/moto/restore-by-hand.test.ts runs it"],
];

/** Pages whose reader is elsewhere than in the application `demo-dev`. */
const readers: Record<string, () => Promise<ReadersShell>> = {
  "docs/ci.md": () => ReadersShell.open([shop], { JETS_PROJECT: "shop", JETS_ENV: "prod" }),
  "docs/fleets.md": () => ReadersShell.open(fleet, { JETS_PROJECT: "" }),
  "docs/frameworks.md": () => ReadersShell.open(frameworkStacks, { JETS_PROJECT: "" }),
};

/** What runs until Ctrl-C, and what it says once it is there. */
const untilInterrupted = /^jets (maintenance:preview|sandbox(?!.*--))/;

/** What takes longest: the demo, which `.ci/run` plays on each Node.js too, and the waits for Lambda to heed a change. */
const whole = /^npm run demo$|--keep-events/m;

const isElsewhere = ({ place, text }: Block): boolean =>
  elsewhere.some(([page, part]) => place.startsWith(`${page}:`) && text.includes(part));

/** Runs every command line of a page, in its order: what one does, the next one sees. */
export function testPage(page: string): void {
  const blocks = blocksOf(page).filter((block) => !isElsewhere(block) && (all || !whole.test(block.text)));
  let shell: ReadersShell;
  beforeAll(async () => {
    shell = await (readers[page]?.() ?? ReadersShell.open());
  });
  afterAll(() => shell.close());

  for (const block of blocks) testBlock(block, () => shell);
}

function testBlock(block: Block, shell: () => ReadersShell): void {
  const { place, language, file, text } = block;
  if (file !== undefined) {
    test(`${place} is the file ${file}`, () => {
      shell().write(file, text);
    });
  }
  if (language === "sh" && file === undefined) {
    test(`${place} runs`, async () => {
      const { exitCode, stderr } = await outcomeOf(tomorrowIn(text), shell());
      expect(exitCode, stderr).toBe(0);
    });
  }
  if (language === "console") {
    test.each(shownIn(text))(`${place} shows what $command really does`, async ({ command, lines }) => {
      const asks = lines.some((line) => line.startsWith("Are you sure?"));
      const seen = await shell().type(command, asks);
      expect(inOrder(seen.lines.map(timeless))).toEqual(inOrder(lines.map(timeless)));
      expect(seen.exitCode).toBe(0);
    });
  }
}

/** The end of a maintenance that a page announces lies ahead, whenever it is read. */
function tomorrowIn(script: string): string {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  return script.replaceAll(/\d{4}-\d\d-\d\d(?=T)/g, tomorrow);
}

async function outcomeOf(script: string, shell: ReadersShell): Promise<Run> {
  if (/^npm run /m.test(script)) return shell.run(withoutNpm(script), {}, root);
  if (!untilInterrupted.test(script)) return shell.run(script);
  const running = shell.start(`exec ${script}`);
  await running.says("Ctrl-C");
  running.child.kill("SIGINT");
  return running.end;
}

// A clone is made ready before the tests. It must not be built again while they run.
const withoutNpm = (script: string): string =>
  script.replaceAll(/^npm run (\S+)(?: --)?/gm, (_, name: string) =>
    (scripts.get(name) ?? name).replace("node scripts/ready.js && ", ""),
  );

const scripts = new Map(Object.entries(packageJson.scripts));

/** The commands of a block, each with what is seen below it. */
function shownIn(text: string): { command: string; lines: string[] }[] {
  return text
    .split(/^❯ /m)
    .slice(1)
    .map((part) => {
      const [command = "", ...lines] = part.trimEnd().split("\n");
      return { command, lines };
    });
}

/** What is said of targets in different accounts comes in any order. */
const inOrder = (lines: readonly string[]): string[] => {
  const isOfTarget = (line: string): boolean => /^\d{12} /.test(line);
  return [...lines.filter((line) => !isOfTarget(line)), ...lines.filter(isOfTarget).sort()];
};

/** A page shows another person, at another time. */
const timeless = (line: string): string =>
  line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME").replace(/ by \S+@\S+ /, " by SOMEBODY ");
