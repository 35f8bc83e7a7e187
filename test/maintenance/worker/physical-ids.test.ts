import { describe, expect, test } from "vitest";
import { getPolicy, getStatus, plan, turnOn } from "../../../src/maintenance/index.js";
import type { ResourceSeed, StackSeed } from "../../../src/sandbox/index.js";
import { queue, setScene, type Scene } from "../../support/scene.js";

const web = "demo-dev-controller";
const send = "demo-dev-mail_event-send";
const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const listed = (logicalId: string, physicalId: string): ResourceSeed => ({
  logicalId,
  type: "AWS::Lambda::Function",
  physicalId,
});

/** The functions are of a stack of their own, so that `demo-dev` can list them under any id. */
const listedAs = (spell: (name: string) => string): StackSeed[] => [
  {
    name: "store",
    functions: [
      { name: web },
      { name: send, reserved: 5, mappings: [{ source: queue("mail"), inStack: false }] },
    ],
  },
  { name: "demo-dev", resources: [listed("Controller", spell(web)), listed("Send", spell(send))] },
];

const open = (spell = arnOf): Scene => setScene({ stacks: listedAs(spell) });

const stateOf = ({ settled }: Scene): unknown => {
  const { reserved, mappings = {} } = settled()[send] ?? {};
  return { reserved, mappings: Object.values(mappings) };
};

describe("a function whose physical id is an ARN", () => {
  test.each([
    ["its ARN", arnOf],
    ["its partial ARN", (name: string) => `123456789012:function:${name}`],
  ])("is stopped, with its mapping, and brought back: %s", async (_, spell) => {
    const scene = open(spell);
    const before = stateOf(scene);
    expect(await scene.on()).toMatchObject({ state: "on", functions: [{ name: send, state: "on" }] });
    expect(stateOf(scene)).toMatchObject({ reserved: 0, mappings: [expect.not.stringMatching(/^Enabl/)] });
    expect(await scene.status()).toMatchObject({ state: "on", functions: [{ name: send }] });
    expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
    expect(stateOf(scene)).toEqual(before);
  });

  test.each([["*"], ["demo-dev-*"], [send], ["Send"]])("is chosen by --include %s", async (glob) => {
    const { context } = open().open();
    const chosen = { ...context, selection: { include: [glob] } };
    expect(await plan("worker", "on", chosen)).toMatchObject({
      functions: [
        { name: web, isWorker: false, why: "it is the web function" },
        { name: send, isWorker: true, why: `it matches include ${glob}` },
      ],
    });
  });

  test("has its own ARN in the policy", async () => {
    const { Statement } = await getPolicy(["worker"], open().open().context);
    const reserved = Statement.find(({ Sid }) => Sid === "WorkerReserved");
    expect(reserved?.Resource).toEqual([arnOf(send)]);
  });
});

describe("a nested stack that was deleted by hand", () => {
  const gone: ResourceSeed = {
    logicalId: "Jobs",
    type: "AWS::CloudFormation::Stack",
    physicalId: "arn:aws:cloudformation:us-east-1:123456789012:stack/demo-dev-Jobs-1AB/5d6f",
  };
  const warning =
    "The nested stack demo-dev-Jobs-1AB (Jobs) does not exist, though demo-dev still lists it: its functions are left out.";
  const scene = (): Scene =>
    setScene({ stacks: [{ name: "demo-dev", resources: [gone], functions: [{ name: send, reserved: 5 }] }] });

  test("is named, and the others go into maintenance and come back", async () => {
    const { on, off, settled } = scene();
    const before = settled();
    expect(await on()).toMatchObject({ state: "on", failures: [], warnings: [warning] });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
    expect(await off()).toMatchObject({ state: "off", changed: false, warnings: [] });
  });

  test("is named by status while maintenance is on, by policy and by a dry run", async () => {
    const { open: openOperator, on } = scene();
    for (const look of [
      (context: Parameters<typeof getStatus>[1]) => getPolicy(["worker"], context),
      (context: Parameters<typeof getStatus>[1]) => plan("worker", "on", context),
      (context: Parameters<typeof getStatus>[1]) => plan("worker", "off", context),
    ]) {
      const operator = openOperator();
      await look(operator.context);
      expect(operator.said("warning")).toEqual([warning]);
    }
    await on();
    const operator = openOperator();
    await getStatus("worker", operator.context);
    expect(operator.said("warning")).toEqual([warning]);
  });
});

test("only the stack itself that is missing is not deployed", async () => {
  const { context } = setScene().open();
  await expect(turnOn("worker", { ...context, stack: "shop-dev" })).rejects.toMatchObject({
    code: "not_deployed",
  });
});
