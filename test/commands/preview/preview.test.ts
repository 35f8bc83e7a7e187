import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startJets } from "../../support/process/jets.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { listen } from "../../runtime/support/listen.js";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "site-"));
  await mkdir(join(cwd, "public"));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Runs `maintenance:preview` while `use` visits it, then presses Ctrl-C. */
async function previewing(args: readonly string[], use: (url: string) => Promise<void>): Promise<Run> {
  const interruption = new AbortController();
  const terminal = new FakeTerminal({}, { PATH: cwd }, cwd);
  const shell = new FakeShell({ terminal, signal: interruption.signal });
  const run = shell.jets("maintenance:preview", ...args);
  await terminal.stdout.shows("\n");
  await use(terminal.stdout.text.trim());
  interruption.abort();
  const ended = await run;
  expect(shell.reached).toEqual([]);
  return ended;
}

test("serves the default page as visitors will get it, until Ctrl-C", async () => {
  const args = ["--message", "Moving <house>", "--until", "2h"];
  const { exitCode, stdout, stderr } = await previewing(args, async (url) => {
    const response = await fetch(`${url}any/path`);
    expect(response.status).toBe(503);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "content-type": "text/html; charset=utf-8",
      "retry-after": "7200",
      "x-jets-maintenance": "on",
    });
    expect(await response.text()).toContain("Moving &lt;house&gt;");
    const problem = await fetch(url, { headers: { accept: "application/json" } });
    expect(await problem.json()).toMatchObject({ status: 503, detail: "Moving <house>" });
  });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  expect(stderr).toBe(
    `Serving the default page: found no maintenance.html or maintenance.json to serve in ${cwd}/public\nPress Ctrl-C to stop\n`,
  );
});

test("serves the team's own page, and what is changed in it meanwhile", async () => {
  await writeFile(join(cwd, "public/maintenance.json"), `{"status":"maintenance"}`);
  const { stderr } = await previewing(["--retry-after", "9"], async (url) => {
    const response = await fetch(url);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("retry-after")).toBe("9");
    expect(await response.text()).toBe(`{"status":"maintenance"}`);
    await writeFile(join(cwd, "public/maintenance.html"), "<h1>Gone fishing</h1>");
    expect(await (await fetch(url)).text()).toBe("<h1>Gone fishing</h1>");
  });
  expect(stderr).toContain("public/maintenance.json: there is no maintenance.html;");
});

test("says that the HTML page comes first, wherever the pages are", async () => {
  await mkdir(join(cwd, "out"));
  await writeFile(join(cwd, "out/maintenance.html"), "<h1>Here</h1>");
  await writeFile(join(cwd, "out/maintenance.json"), "{}");
  const { stderr } = await previewing(["--public-dir", "out"], async (url) => {
    expect(await (await fetch(url)).text()).toBe("<h1>Here</h1>");
  });
  expect(stderr).toContain(`Serving ${cwd}/out/maintenance.html: it comes before maintenance.json;`);
});

test("warns of a page that a load balancer would not take, and serves it", async () => {
  await writeFile(join(cwd, "public/maintenance.html"), "x".repeat(1_100_000));
  const { stderr } = await previewing([], async (url) => {
    expect(await (await fetch(url)).text()).toHaveLength(1_100_000);
  });
  expect(stderr).toContain("Behind a load balancer, whose limit is 1 MB, visitors get the default page.");
});

test("serves the default page in place of one that no front takes, or that is not UTF-8, and says why", async () => {
  for (const [page, why] of [
    ["x".repeat(6_400_000), "makes a response of 6.1 MB, and Lambda's limit is 6 MB"],
    [Buffer.from("<h1>Z\xfcrich</h1>", "latin1"), "is not UTF-8, so visitors get the default page."],
  ] as const) {
    await writeFile(join(cwd, "public/maintenance.html"), page);
    const { stderr } = await previewing([], async (url) => {
      expect(await (await fetch(url)).text()).toContain("We’ll be back soon");
    });
    expect(stderr).toContain(why);
    expect(stderr).toContain("Serving the default page");
  }
});

test("a port that is taken is a usage error", async () => {
  const taken = createServer();
  const port = await listen(taken);
  const shell = new FakeShell();
  const { exitCode, stdout, stderr } = await shell.jets("maintenance:preview", "--port", String(port));
  taken.close();
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`Cannot listen on port ${port}: listen EADDRINUSE`);
  expect(stderr).toContain("Choose another port with --port.");
});

test("--open hands the address to the platform's opener", async () => {
  const opened = join(cwd, "opened");
  execFileSync("mkfifo", [opened]);
  for (const opener of ["xdg-open", "open"]) {
    await writeFile(join(cwd, opener), `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
  }
  const { exitCode } = await previewing(["--open"], async (url) => {
    expect(await readFile(opened, "utf8")).toBe(`${url}\n`);
  });
  expect(exitCode).toBe(0);
});

test("an opener that is not there is an error", async () => {
  const shell = new FakeShell({ terminal: new FakeTerminal({}, { PATH: cwd }, cwd) });
  const { exitCode, stderr } = await shell.jets("maintenance:preview", "--open");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("Remove --open, and open the address yourself.");
});

test("the binary ends with 0 at Ctrl-C, which may come as more than one signal", async () => {
  const running = startJets(["maintenance", "preview"]);
  await running.says("http://127.0.0.1:");
  for (const signal of ["SIGINT", "SIGTERM"] as const) running.child.kill(signal);
  expect((await running.end).exitCode).toBe(0);
});
