import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf } from "../docs/support/pages.js";
import { Project } from "../support/process/project.js";
import { sample } from "../support/sample.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";

/** Each program of the page, with what the page says that it prints. */
const programs: { readonly file: string; readonly program: string; readonly printed: string }[] = [];
for (const { language, file = "", text } of blocksOf("docs/library.md")) {
  const last = language === "text" ? programs.pop() : undefined;
  if (last !== undefined) programs.push({ ...last, printed: text });
  else if (language === "js") programs.push({ file, program: text, printed: "" });
}

let project: Project;
let served: ServedSandbox;
beforeAll(async () => {
  project = await Project.create();
  // As `npm init` makes it.
  await project.write("package.json", JSON.stringify({ type: "commonjs" }));
  served = await serveSandbox();
});
afterAll(async () => {
  await project.remove();
  await served.close();
});

test("docs/library.md shows programs", () => {
  expect(programs.length).toBe(5);
  expect(programs[0]?.printed).toContain("Every setting is back");
});

test.each(sample(programs, 2))(
  "docs/library.md shows what $file does",
  async ({ file, program, printed }) => {
    const running = await project.start(file, program, served.env);
    expect(await running.end).toEqual({ exitCode: 0, stdout: printed, stderr: "" });
  },
);
