import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen, type Listening } from "../../src/sandbox/index.js";
import { createTestSandbox } from "../support/world/index.js";
import { startMoto, type Moto } from "../support/python/moto.js";
import { callWithBoto3 } from "../support/python/python.js";

let sandbox: Listening;
let moto: Moto;

beforeAll(async () => {
  const status = "CREATE_COMPLETE";
  const stacks = [
    { name: "app", status, functions: [{ name: "app-fn", logicalId: "Fn", runtime: "python3.12" }] },
  ];
  sandbox = await listen(createTestSandbox({ stacks }));
  moto = await startMoto();
  await callWithBoto3(moto.url, "deploy");
});

afterAll(async () => {
  await Promise.all([sandbox.close(), moto.close()]);
});

const both = (group: string): Promise<Record<string, unknown>[]> =>
  Promise.all([sandbox, moto].map(({ url }) => callWithBoto3(url, group)));

describe("boto3 gets the same from the sandbox as from moto_server", () => {
  test("where AWS refuses: code, status and text", async () => {
    const [ours = {}, theirs = {}] = await both("refusals");
    // moto gives these a text; AWS sends none.
    for (const name of ["get a parameter", "delete a parameter"])
      expect(ours[name]).toMatchObject({ code: "ParameterNotFound", status: 400, message: "" });
    // AWS names the attribute, as LocalStack has recorded.
    expect(ours["create it otherwise"]).toMatchObject({
      message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
    });
    expect(withoutTexts(ours)).toEqual(withoutTexts(theirs));
    const different = pick(ours, "get a parameter", "delete a parameter", "create it otherwise");
    expect(ours).toEqual({ ...theirs, ...different });
  });

  test("where all goes well: the members that both tell, and their values", async () => {
    const [ours = {}, theirs = {}] = await both("successes");
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect(differences(ours, theirs)).toEqual([]);
  });
});

/** The members that both have and tell differently, but for those that differ from one second to the next. */
function differences(ours: unknown, theirs: unknown, path = ""): string[] {
  if (volatile.test(path)) return [];
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.flatMap((item, index) =>
      index < theirs.length ? differences(item, theirs[index], `${path}.${index}`) : [],
    );
  if (isRecord(ours) && isRecord(theirs))
    return Object.keys(ours)
      .filter((key) => key in theirs)
      .flatMap((key) => differences(ours[key], theirs[key], `${path}.${key}`));
  return ours === theirs ? [] : [`${path}: ${String(ours)} and ${String(theirs)}`];
}

const volatile =
  /(StackId|Time|Timestamp|Date|LastModified|RevisionId|CodeSha256|CodeSize|Location|Role|User|Handler|MemorySize)$/;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function withoutTexts(answers: Record<string, unknown>): unknown[] {
  return Object.entries(answers).map(([name, answer]) =>
    isRecord(answer) ? [name, answer.code, answer.status] : [name, answer],
  );
}

function pick(answers: Record<string, unknown>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, answers[name]]));
}
