import { expect, test } from "vitest";
import { turnOn } from "../../../../src/maintenance/index.js";
import { openSandbox } from "../../../support/timed-sandbox.js";
import { createOperator } from "../../../support/operator.js";

test("an interruption keeps what it brought to an end as its cause", async () => {
  const { clock, sandbox } = openSandbox();
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
