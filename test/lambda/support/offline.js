// Runs serverless-offline without the Serverless Framework around it: one handler behind a REST API, an HTTP API and a
// load balancer. Arguments: the folder, then the ports for API Gateway, the load balancer and Lambda itself. The handler
// gets this process's environment. Writes "ready" once it listens.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", httpPort, albPort, lambdaPort] = process.argv.slice(2);

const functions = {
  rest: { events: [{ http: { method: "any", path: "/rest/{proxy+}" } }] },
  http: { events: [{ httpApi: { method: "*", path: "/http/{proxy+}" } }] },
  alb: { events: [{ alb: { listenerArn: "arn", priority: 1, conditions: { path: "/alb/*" } } }] },
};

const serverless = {
  config: { servicePath: folder, serverlessPath: "" },
  serviceDir: folder,
  service: {
    service: "demo",
    provider: { name: "aws", region: "eu-central-1", stage: "dev", runtime: "nodejs20.x" },
    custom: {},
    functions,
    package: {},
    getAllFunctions: () => Object.keys(functions),
    /** @param {keyof typeof functions} name */
    getFunction: (name) => ({ ...functions[name], name, handler: "index.handler" }),
    /** @param {keyof typeof functions} name */
    getAllEventsInFunction: (name) => functions[name].events,
  },
};
const options = { host: "127.0.0.1", httpPort, albPort, lambdaPort, localEnvironment: true, noSponsor: true };

/** @param {...unknown} told */
const complain = (...told) => void process.stderr.write(`${told.join(" ")}\n`);
const ignore = () => undefined;
const log = {
  error: complain,
  warning: complain,
  debug: ignore,
  info: ignore,
  notice: ignore,
  verbose: ignore,
};

// It has no types, and is not installed where only the other tests are run.
const entry = pathToFileURL(resolve("test/lambda/peers/node_modules/serverless-offline/src/index.js"));
/** @type {unknown} */
const module = await import(entry.href);
/** @type {unknown} */
const plugin = Reflect.construct(getFunction(module, "default"), [serverless, options, { log }]);
await Reflect.apply(getFunction(plugin, "start"), plugin, []);
process.stdout.write("ready\n");

/** @param {unknown} owner @param {string} name */
function getFunction(owner, name) {
  /** @type {unknown} */
  const value = Reflect.get(Object(owner), name);
  if (typeof value !== "function") throw new TypeError(`serverless-offline has no ${name}.`);
  return value;
}
