import { expect, test } from "vitest";
import { turnOn } from "../../../../src/maintenance/index.js";
import { createTestSandbox } from "../../../support/world/index.js";
import { createOperator } from "../../../support/operator.js";
import { createVirtualClock } from "../../../support/virtual-clock.js";

test("an interruption keeps what it brought to an end as its cause", async () => {
  const clock = createVirtualClock();
  const sandbox = createTestSandbox({ clock });
  const ada = createOperator(sandbox, clock);
  sandbox.addFault({
    operation: "GetFunction",
    action: {
      kind: "hook",
      when: "before",
      run: () => {
        ada.interrupt();
      },
    },
  });
  await expect(turnOn("worker", ada.context)).rejects.toMatchObject({
    code: "interrupted",
    cause: expect.any(Error) as Error,
  });
});
