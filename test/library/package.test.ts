import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Project } from "../support/process/project.js";

let project: Project;
beforeAll(async () => {
  project = await Project.create();
});
afterAll(() => project.remove());

const tell =
  "console.log(JSON.stringify([Object.keys(library).sort(), new library.JetsError('usage', 'a', 'b').exitCode]));";

describe.each([
  ["an ES module", "mjs", `import * as library from "jets-maintenance"; ${tell}`],
  ["CommonJS", "cjs", `const library = require("jets-maintenance"); ${tell}`],
])("from %s", (_, extension, program) => {
  test("the package is found, and says nothing by itself", async () => {
    const running = await project.start(`use.${extension}`, program, {});
    expect(await running.end).toEqual({
      exitCode: 0,
      stdout:
        '[["JetsError","duringMaintenance","exitCodes","getStatus","roles","turnOff","turnOn","webFlags"],2]\n',
      stderr: "",
    });
  });

  test("the types are found, and know the options of each role", async () => {
    const errors = await project.typeErrors(
      `types.${extension.replace("js", "ts")}`,
      `import { duringMaintenance, getStatus, JetsError, turnOff, turnOn, type RoleStatus, type TurnResult } from "jets-maintenance";
       const application = { stack: "demo-dev", signal: new AbortController().signal };
       export const on: Promise<TurnResult> = turnOn({
         ...application, role: "worker", report: (event) => { console.log(event.type); }, onEventLoss: "fail",
       });
       export const off = turnOff({ ...application, role: "web", wait: true }).then(({ failures }) => failures.length);
       export const statuses: Promise<RoleStatus>[] =
         (["web", "worker"] as const).map((role) => getStatus({ ...application, role }));
       export const codeOf = (error: unknown) => (error instanceof JetsError ? error.code : undefined);
       export const migrated: Promise<number> =
         duringMaintenance({ ...application, role: "all", message: "Back soon" }, async (signal) => signal.aborted ? 0 : 1)
           .then(({ value, turns }) => value + turns.length);
       // @ts-expect-error For the workers nothing would keep that promise.
       void duringMaintenance({ ...application, role: "worker", expires: new Date() }, () => undefined);
       // @ts-expect-error An option of the other role.
       void turnOn({ ...application, role: "worker", message: "Back soon" });
       // @ts-expect-error No such code.
       codeOf(undefined) === "lost";`,
    );
    expect(errors).toEqual([]);
  });
});
