import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listen } from "../../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";
import type { WireRequest } from "../../../src/sandbox/wire/messages.js";
import { runJets } from "../../support/process/jets.js";
import { noAws } from "../../support/network/served-sandbox.js";
import { sample } from "../../support/sample.js";

/** What a service answers to a call whose time is more than five minutes off. */
interface Spelling {
  readonly name: string;
  readonly message: string;
}

let sandbox: TestSandbox;
let closing: (() => Promise<void>)[];
beforeEach(() => {
  sandbox = createTestSandbox({ stacks: [{ name: "demo-dev" }] });
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
});

const minutes = 60_000;

/** By its own signature, how far a request is off. */
function skewOf({ headers }: WireRequest): number {
  const form = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
  const time = (headers["x-amz-date"] ?? "").replace(form, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(time) - Date.now();
}

/** An AWS that looks at the time of every call, and the environment that leads to it from a machine that is off. */
async function openAws(spelling: Spelling, off: number, isHealing = true): Promise<Record<string, string>> {
  const aws = await listen({
    ...sandbox,
    handle: (request) =>
      isHealing && Math.abs(skewOf(request)) < 5 * minutes
        ? sandbox.handle(request)
        : Promise.resolve(refusal(request, spelling)),
  });
  closing.push(() => aws.close());
  const shift = `const { now } = Date; Date.now = () => now() + ${off}; globalThis.Date = new Proxy(Date, { construct: (target, args) => Reflect.construct(target, args.length === 0 ? [target.now()] : args) });`;
  return {
    ...noAws,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    JETS_PROJECT: "demo",
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shift)}`,
  };
}

function refusal(
  { headers }: WireRequest,
  { name, message }: Spelling,
): Awaited<ReturnType<TestSandbox["handle"]>> {
  const isXml = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return {
    status: 403,
    headers: { "x-amzn-errortype": name },
    body: isXml
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`
      : JSON.stringify({ __type: name, message }),
  };
}

const expired =
  "Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z (20260101T002000Z - 5 min.)";
const early =
  "Signature not yet current: 20260101T004000Z is still later than 20260101T002500Z (20260101T002000Z + 5 min.)";

describe("a clock that is 20 minutes off is corrected from AWS's answer, and the call made again", () => {
  const spellings = [
    [-20, { name: "InvalidSignatureException", message: expired }],
    [20, { name: "InvalidSignatureException", message: early }],
    [-20, { name: "SignatureDoesNotMatch", message: expired }],
    [20, { name: "SignatureDoesNotMatch", message: early }],
    [20, { name: "RequestTimeTooSkewed", message: "The difference is too large." }],
    [20, { name: "RequestInTheFuture", message: "Not yet." }],
    [-20, { name: "RequestExpired", message: "Request has expired." }],
    [-20, { name: "AuthFailure", message: "AWS was not able to validate the provided access credentials" }],
  ] as const;

  // Slow and fast.
  test.each(sample(spellings, 2))("by %i minutes, which AWS calls %j", async (off, spelling) => {
    const env = await openAws(spelling, off * minutes);
    expect(await runJets(["maintenance:status"], env)).toMatchObject({ exitCode: 0 });
  });
});

test("where that does not help, the clock is named first", async () => {
  const env = await openAws({ name: "InvalidSignatureException", message: early }, 20 * minutes, false);
  const { exitCode, stderr } = await runJets(["maintenance:status"], env);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      `ERROR: AWS says that this machine's clock is wrong: ${early}.\n` +
      "Set the clock, for example with `timedatectl set-ntp true`, and repeat the command.\n",
  });
});
