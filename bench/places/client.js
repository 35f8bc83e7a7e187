// Turns maintenance on in many accounts, as a fleet does, and prints what it needed.
import { setMaxListeners } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { number, object, parse, pipe, regex, string } from "valibot";
import { accountOf } from "./accounts.js";
import { loadBundle } from "./bundle.js";

const here = pipe(string(), regex(/^http:\/\/127\.0\.0\.1:\d+$/));
const { places, url } = parse(object({ places: number(), url: here }), JSON.parse(process.argv[2] ?? ""));

/** @typedef {Pick<typeof import("../../src/aws/account.js"), "createAccount">} AccountModule */
/** @typedef {Pick<typeof import("../../src/maintenance/index.js"), "turnOn">} UseCases */
/** @typedef {Pick<typeof import("../../src/run/clock.js"), "systemClock">} ClockModule */

/** @param {unknown} loaded @returns {loaded is AccountModule & UseCases & ClockModule} */
const isOurs = (loaded) => typeof loaded === "object" && loaded !== null && "createAccount" in loaded;

const loaded = await loadBundle(
  `export { createAccount } from "./src/aws/account.js"; export { turnOn } from "./src/maintenance/index.js"; export { systemClock } from "./src/run/clock.js";`,
);
if (!isOurs(loaded)) throw new Error("The sources were not bundled.");
const { createAccount, systemClock: clock, turnOn } = loaded;

const folder = await mkdtemp(join(tmpdir(), "jets-bench-"));
const numbers = Array.from({ length: places }, (_, place) => accountOf(place));
await writeFile(
  join(folder, "config"),
  numbers
    .map((id) => `[profile ${id}]\naws_access_key_id = AKIA${id}DEMO\naws_secret_access_key = x\n`)
    .join(""),
);
Object.assign(process.env, {
  AWS_CONFIG_FILE: join(folder, "config"),
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere",
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL: url,
  AWS_EC2_METADATA_DISABLED: "true",
});

/** @param {string} profile */
async function turnOnIn(profile) {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const account = createAccount({ profile, clock, random: Math.random, signal });
  await account.id();
  const { stacks, functions, parameters, queues, aside } = account.in("us-east-1").createAws({ signal });
  const result = await turnOn("worker", {
    stack: "demo-dev",
    ...{ stacks, functions, parameters, queues, aside, clock, signal },
    operator: { by: "bench" },
    newToken: () => crypto.randomUUID(),
    commandLine: () => "jets",
    report: () => undefined,
  });
  if (result.failures.length > 0) throw new Error(JSON.stringify(result.failures));
  account.close();
}

const cpu = process.cpuUsage();
const loop = performance.eventLoopUtilization();
const start = performance.now();
await Promise.all(numbers.map(turnOnIn));
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const { utilization: busy } = performance.eventLoopUtilization(loop);
const megabytes = process.resourceUsage().maxRSS / 1_024;
await rm(folder, { recursive: true });
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, busy, megabytes }));
process.exit();
