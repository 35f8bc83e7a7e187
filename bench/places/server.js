// An AWS of many accounts on 127.0.0.1, with AWS's own quotas, until stdin ends. Prints its URL, and in the end how often
// it was called.
import { number, object, parse } from "valibot";
import { latencyMs, serve } from "../speed/sandbox.js";
import { accountOf } from "./accounts.js";

const { places, workers } = parse(
  object({ places: number(), workers: number() }),
  JSON.parse(process.argv[2] ?? ""),
);
const stacks = Array.from({ length: places }, (_, place) => ({
  name: "demo-dev",
  account: accountOf(place),
  functions: Array.from({ length: workers }, (__, index) => ({
    name: `demo-dev-job${index}_event-run`,
    reserved: 1,
  })),
}));
const { url, sandbox, close } = await serve({ stacks, quotas: true, latencyMs });
console.log(url);
process.stdin.resume().on("end", () => {
  const refused = sandbox.calls.filter(({ errorCode = "" }) => /Throttling|TooMany/.test(errorCode));
  console.log(JSON.stringify({ calls: sandbox.calls.length, refused: refused.length }));
  void close();
});
