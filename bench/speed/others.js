// What others do for the same job: Ruby Jets' calls one after the other, and a shell loop over the aws CLI.
import { GetFunctionConcurrencyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { application, latencyMs, serve } from "./sandbox.js";
import { time } from "./processes.js";

// The SDK would print its Node 20 notice between the tables.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * How many calls Ruby Jets 6.0.5 makes, by its source: N workers in S nested stacks, F functions, so many reserved
 * and provisioned values to put back.
 * @param {{ workers: number, stacks: number, functions: number, restored: number }} application
 * @returns {Record<string, number>}
 */
const callsOfRubyJets = ({ workers, stacks, functions, restored }) => ({
  on: 9 + 4 * stacks + 2 * functions + 2 * workers,
  status: 4 + 2 * stacks + 2 * workers,
  off: 5 + 2 * stacks + 2 * workers + restored,
});

/**
 * The calls of Ruby Jets for the same application, and the seconds that they take one after the other.
 * @param {import("./commands.js").CommandFigures} figures
 */
export async function measureRubyJets({ command, workers, stacks }) {
  // One stack is the root, and the controller is a function too.
  const application = { workers, stacks: stacks - 1, functions: workers + 1, restored: workers };
  const calls = callsOfRubyJets(application)[command] ?? NaN;
  return { calls, seconds: await replaySerially(calls) };
}

/** So many calls tell how long one takes; of more, the time is worked out. */
const enough = 250;

/**
 * Seconds for so many calls, one after the other over one connection. In its favour, no quota refuses any.
 * @param {number} calls
 */
async function replaySerially(calls) {
  const { env, url, close } = await serve({ stacks: application(1), latencyMs });
  const lambda = new LambdaClient({
    endpoint: url,
    region: env.AWS_REGION,
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const replayed = Math.min(calls, enough);
  const start = performance.now();
  for (let call = 0; call < replayed; call += 1)
    await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "demo-dev-jobs0_event-run0" }));
  const seconds = (performance.now() - start) / 1_000;
  lambda.destroy();
  await close();
  return (seconds * calls) / replayed;
}

/**
 * Seconds for a shell loop that reads each worker's reservation and sets it to 0; `undefined` without the aws CLI.
 * @param {number} workers
 * @returns {Promise<number | undefined>}
 */
export async function timeShellLoop(workers) {
  const { env, close } = await serve({ stacks: application(workers), quotas: true, latencyMs });
  const loop = `for n in $(seq 0 ${workers - 1}); do
    aws lambda get-function-concurrency --function-name demo-dev-jobs$((n / 10))_event-run$((n % 10)) || exit
    aws lambda put-function-concurrency --function-name demo-dev-jobs$((n / 10))_event-run$((n % 10)) \
      --reserved-concurrent-executions 0 || exit
  done`;
  try {
    return (await isThere("aws", env)) ? await time(["sh", "-c", loop], env) : undefined;
  } finally {
    await close();
  }
}

/** @param {string} name @param {Record<string, string>} env */
export async function isThere(name, env) {
  return time([name, "--version"], env).then(
    () => true,
    () => false,
  );
}
