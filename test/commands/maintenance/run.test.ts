import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAws } from "../../../src/aws/index.js";
import { flagName } from "../../../src/maintenance/web/flag.js";

import { FakeShell } from "../../support/process/session.js";
import { FakeTerminal } from "../../support/process/terminal.js";
import { requestHandlerFor } from "../../support/sandbox.js";
import { createTestSandbox } from "../../support/world/index.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

test.each([
  ["is broken", "{"],
  ["means another application", '{"stack":"shop-dev"}'],
])("maintenance is ended where it was begun, though the configuration file %s by then", async (_, text) => {
  const directory = await mkdtemp(join(tmpdir(), "jets-run-"));
  const file = join(directory, "jets.config.json");
  await writeFile(file, '{"stack":"demo-dev"}');
  const clock = createVirtualClock();
  const sandbox = createTestSandbox({ clock, stacks: [{ name: "demo-dev" }, { name: "shop-dev" }] });
  const aws = createAws({
    region: "us-east-1",
    clock,
    random: () => 0,
    requestHandler: requestHandlerFor(sandbox),
  });
  const shell = new FakeShell({ aws, clock, terminal: new FakeTerminal({}, {}, directory) });
  const script = `require("node:fs").writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(text)})`;
  const { exitCode, stdout, stderr } = await shell.jets(
    "maintenance:run",
    "--yes",
    "--",
    process.execPath,
    "-e",
    script,
  );
  await rm(directory, { recursive: true });
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: "" });
  expect(stderr).toMatch(/Web maintenance has been turned off\n$/);
  const parameters = sandbox.world.parameters();
  expect([parameters[flagName("demo-dev")], parameters[flagName("shop-dev")]]).toEqual(["off", undefined]);
});
