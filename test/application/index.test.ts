import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { JetsError } from "../../src/maintenance/index.js";
import { findApplication } from "../../src/application/index.js";

const projectFile = "config/jets/project.rb";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-application-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), content);
}

const find = (stack?: string, env: Record<string, string> = {}, cwd = directory): Promise<string> =>
  findApplication(stack, { env, cwd });

async function failureOf(finding: Promise<string>): Promise<JetsError> {
  const failure: unknown = await finding.catch((error: unknown) => error);
  if (failure instanceof JetsError) return failure;
  throw new Error("It did not fail as it should.", { cause: failure });
}

test.each(["jets.config.json", "package.json"])("a %s that is a directory is refused", async (name) => {
  await mkdir(join(directory, name));
  const { code, message, hint } = await failureOf(find());
  expect(code).toBe("usage");
  expect(message).toContain(`Cannot read the configuration file in ${directory}`);
  expect(hint).toContain("--stack NAME");
});

test("a configuration that is a list is refused", async () => {
  await write("jets.config.json", "[]");
  expect(await failureOf(find())).toMatchObject({
    code: "usage",
    message: "jets.config.json: must contain an object, not a list",
  });
});

describe("the first that answers wins", () => {
  test("--stack, JETS_PROJECT, the configuration file, the Jets project", async () => {
    await write(projectFile, 'config.name = "rails"');
    expect(await find()).toBe("rails-dev");
    await write("jets.config.json", '{"stack": "configured"}');
    expect(await find()).toBe("configured");
    expect(await find(undefined, { JETS_PROJECT: "demo" })).toBe("demo-dev");
    expect(await find("chosen", { JETS_PROJECT: "demo" })).toBe("chosen");
  });

  test("an empty variable does not answer", async () => {
    await write("jets.config.json", '{"stack": "configured"}');
    expect(await find(undefined, { JETS_PROJECT: "" })).toBe("configured");
  });

  test("a broken configuration file is no matter where --stack answers", async () => {
    await write("jets.config.json", "{");
    expect(await find("demo-dev")).toBe("demo-dev");
  });

  test("none of them is an error that names all four", async () => {
    const { code, message, hint } = await failureOf(find());
    expect({ code, message }).toEqual({ code: "usage", message: "No application was given." });
    expect(hint).toMatch(/--stack.*JETS_PROJECT.*jets\.config\.json.*config\/jets\/project\.rb/);
  });
});

describe("JETS_PROJECT with JETS_ENV and JETS_EXTRA", () => {
  test.each([
    [{ JETS_PROJECT: "demo" }, "demo-dev"],
    [{ JETS_PROJECT: "demo", JETS_ENV: "prod" }, "demo-prod"],
    [{ JETS_PROJECT: "demo", JETS_ENV: "prod", JETS_EXTRA: "2" }, "demo-prod-2"],
    [{ JETS_PROJECT: "demo", JETS_EXTRA: "2" }, "demo-dev-2"],
    [{ JETS_PROJECT: "demo", JETS_ENV: "", JETS_EXTRA: "" }, "demo-dev"],
    [{ JETS_PROJECT: "my_shop", JETS_ENV: "pre_prod", JETS_EXTRA: "a_b" }, "my-shop-pre-prod-a-b"],
  ])("%j is %s", async (env, stack) => {
    expect(await find(undefined, env)).toBe(stack);
  });
});

describe("the configuration file", () => {
  test.each([
    ["jets.config.json", '{"stack": "shop-prod"}'],
    ["jets.config.js", 'module.exports = { stack: "shop-prod" };'],
    ["jets.config.cjs", 'module.exports = { stack: "shop-prod" };'],
    ["jets.config.mjs", 'export default { stack: "shop-prod" };'],
    ["package.json", '{"name": "x", "jets": {"stack": "shop-prod"}}'],
  ])("is %s", async (path, content) => {
    await write(path, content);
    expect(await find()).toBe("shop-prod");
  });

  test("takes JETS_ENV and JETS_EXTRA for a project, but not for a stack", async () => {
    await write("jets.config.json", '{"project": "my_shop"}');
    expect(await find(undefined, { JETS_ENV: "prod", JETS_EXTRA: "2" })).toBe("my-shop-prod-2");
    await write("jets.config.json", '{"project": "shop", "stack": "shop-live"}');
    expect(await find(undefined, { JETS_ENV: "prod" })).toBe("shop-live");
  });

  test("is not looked for above the working directory", async () => {
    await write("jets.config.json", '{"stack": "above"}');
    await write("below/package.json", '{"name": "x"}');
    await expect(find(undefined, {}, join(directory, "below"))).rejects.toThrow("No application was given");
  });

  test.each([
    ["jets.config.json", '{"stak": "x"}', 'jets.config.json: unknown key "stak"'],
    [
      "jets.config.json",
      '{"stack": 1}',
      'jets.config.json: "stack" must be a string that is not empty, but is 1',
    ],
    [
      "jets.config.json",
      '{"project": ["a"]}',
      'jets.config.json: "project" must be a string that is not empty, but is ["a"]',
    ],
    [
      "jets.config.json",
      '{"stack": ""}',
      'jets.config.json: "stack" must be a string that is not empty, but is ""',
    ],
    ["jets.config.json", '"demo"', 'jets.config.json: must contain an object, not "demo"'],
    ["jets.config.json", "", "jets.config.json: must contain an object, not undefined"],
    ["jets.config.json", '{"workers": 1}', 'jets.config.json: "workers" must be an object, but is 1'],
    ["jets.config.json", '{"workers": {"only": []}}', 'jets.config.json: unknown key "workers.only"'],
    [
      "jets.config.json",
      '{"workers": {"include": "*"}}',
      'jets.config.json: "workers.include" must be a list, but is "*"',
    ],
    [
      "jets.config.json",
      '{"workers": {"exclude": ["a", ""]}}',
      'jets.config.json: "workers.exclude.1" must be a string that is not empty, but is ""',
    ],
    [
      "jets.config.json",
      '{"workers": {"tags": "yes"}}',
      'jets.config.json: "workers.tags" must be true or false, but is "yes"',
    ],
    [
      "jets.config.json",
      '{"keepEvents": "always"}',
      'jets.config.json: "keepEvents" must be true or false, but is "always"',
    ],
    ["jets.config.json", '{"web": "env"}', 'jets.config.json: "web" must be an object, but is "env"'],
    [
      "jets.config.json",
      '{"web": {"flag": "redis"}}',
      'jets.config.json: "web.flag" must be "parameter" or "env", but is "redis"',
    ],
    ["package.json", '{"jets": {"region": "x"}}', 'package.json: unknown key "region"'],
  ])("%s holding %s is refused", async (path, content, message) => {
    await write(path, content);
    await expect(find()).rejects.toMatchObject({
      code: "usage",
      message,
      hint: "Known keys: stack, project, workers.include, workers.exclude, workers.tags, keepEvents, web.flag, maxDuration, fleets.",
    });
  });

  test.each([
    ["jets.config.json", "{", /^Cannot read jets\.config\.json: /],
    ["jets.config.mjs", 'throw new Error("no luck");', /^Cannot read jets\.config\.mjs: no luck$/],
    ["package.json", "{", /^Cannot read package\.json: /],
  ])("%s that can't be read is refused by its name", async (path, content, message) => {
    await write(path, content);
    const failure = await failureOf(find());
    expect(failure.code).toBe("usage");
    expect(failure.message).toMatch(message);
  });
});

describe("config/jets/project.rb", () => {
  test.each([
    ['config.name = "demo"', "demo-dev"],
    ["config.name = 'demo'", "demo-dev"],
    ['Jets.project.configure do\n  config.name="my_shop"\n  config.eager_load = true\nend\n', "my-shop-dev"],
    ['  config.name = "demo" # the name\r\n', "demo-dev"],
    ['# config.name = "old"\nconfig.name = "new"', "new-dev"],
    ['config.name = "new"\n# config.name = "old"', "new-dev"],
    ['=begin\nconfig.name = "old"\n=end\nconfig.name = "new"', "new-dev"],
    ['config.name = "first"\nconfig.name = "second"', "second-dev"],
    ['config.name = "demo"\n__END__\nconfig.name = "data"', "demo-dev"],
  ])("%j is %s", async (content, stack) => {
    await write(projectFile, content);
    expect(await find()).toBe(stack);
  });

  test("takes JETS_ENV and JETS_EXTRA", async () => {
    await write(projectFile, 'config.name = "demo"');
    expect(await find(undefined, { JETS_ENV: "prod", JETS_EXTRA: "2" })).toBe("demo-prod-2");
  });

  test.each([
    "",
    "# config.name = 'demo'",
    "config.name = ENV['NAME']",
    'config.name = "de" + "mo"',
    'config.names = "x"',
  ])("%j does not answer", async (content) => {
    await write(projectFile, content);
    await expect(find()).rejects.toThrow("No application was given");
  });

  test("that is a directory is refused", async () => {
    await write(`${projectFile}/oddity`, "");
    await expect(find()).rejects.toMatchObject({
      code: "usage",
      message: `Cannot read ${join(directory, projectFile)}.`,
    });
  });
});

describe("a stack name", () => {
  test("has hyphens where an underscore was given, from wherever it comes", async () => {
    expect(await find("my_shop_prod")).toBe("my-shop-prod");
    await write("jets.config.json", '{"stack": "my_shop_prod"}');
    expect(await find()).toBe("my-shop-prod");
  });

  test.each([
    "1shop",
    "shop prod",
    "shop/prod",
    "arn:aws:cloudformation:us-east-1:1:stack/a/b",
    "ä",
    `a${"b".repeat(128)}`,
  ])("can't be %j", async (name) => {
    await expect(find(name)).rejects.toMatchObject({
      code: "usage",
      message: `"${name}" (from --stack) is not a stack name.`,
    });
  });

  test("that can't be one is refused with the place it came from", async () => {
    await write(projectFile, 'config.name = "#{name}"');
    await expect(find()).rejects.toThrow(
      '"#{name}-dev" (from config/jets/project.rb, JETS_ENV and JETS_EXTRA) is not a stack name',
    );
  });
});
