// Serves an application from a thread of its own, so that another process may be waited for meanwhile.
import { parentPort, workerData } from "node:worker_threads";
import { number, object, parse } from "valibot";
import { application, serve } from "./sandbox.js";

const { workers } = parse(object({ workers: number() }), workerData);
const { env } = await serve({ stacks: application(workers, 100) });
parentPort?.postMessage(env);
