import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inQuiet, pathsOf, sampled, whole } from "../../vitest.config.js";

const root = new URL("../../", import.meta.url);

const tests = readdirSync(new URL("test/", root), { encoding: "utf8", recursive: true }).flatMap((name) =>
  name.endsWith(".test.ts") ? [`test/${name}`] : [],
);

test("all cases of every file that tries some in `npm test` are part of `npm run test:slow`", () => {
  const using = /^import .*support\/sample\.js";$/m;
  const users = tests.filter((path) => using.test(readFileSync(new URL(path, root), "utf8")));
  expect(users.length).toBeGreaterThan(20);
  const slow = new Set(pathsOf({ ...sampled, ...whole }));
  expect(users.filter((path) => !slow.has(path))).toEqual([]);
});

test("`npm run test:slow` runs files that are there", () => {
  const listed = pathsOf({ ...sampled, ...whole, ...inQuiet });
  expect(listed.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
