import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Project } from "../support/project.js";
import { serveSandbox, type ServedSandbox } from "../support/served-sandbox.js";

const page = readFileSync(new URL("../../docs/library.md", import.meta.url), "utf8");

/** Each program of the page, with what the page says that it prints. */
const programs: { readonly program: string; readonly printed: string }[] = [];
for (const [, language, text = ""] of page.matchAll(/^```(js|text)\n(.*?)^```/gms)) {
  const last = language === "text" ? programs.pop() : undefined;
  programs.push(last === undefined ? { program: text, printed: "" } : { ...last, printed: text });
}

let project: Project;
let served: ServedSandbox;
beforeAll(async () => {
  project = await Project.create();
  served = await serveSandbox();
});
afterAll(async () => {
  await project.remove();
  await served.close();
});

test("docs/library.md shows programs", () => {
  expect(programs.length).toBe(4);
  expect(programs[0]?.printed).toContain("Every setting is back");
});

test.each(programs)("docs/library.md shows what a program does: $program", async ({ program, printed }) => {
  const running = await project.start("deploy.mjs", program, served.env);
  expect(await running.end).toEqual({ exitCode: 0, stdout: printed, stderr: "" });
});
