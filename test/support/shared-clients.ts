import { createClients, type Clients } from "../../src/aws/clients.js";
import { CloudFormation } from "../../src/aws/sdk/cloudformation.js";
import { Ssm } from "../../src/aws/sdk/ssm.js";
import { Sts } from "../../src/aws/sdk/sts.js";
import { createSandbox } from "../../src/sandbox/index.js";
import { lighten } from "./light-clients.js";
import { requestHandlerFor, type InProcessHandler, type SdkRequest } from "./sdk-clients.js";

// Building SDK clients costs more than a whole run, so all callers share these. Whose a call is goes from its input,
// which each call has one of its own of, to its request.
const callers = new WeakMap<object, InProcessHandler>();

const requestHandler = { handle: (request: SdkRequest) => callerOf(request).handle(request) };
const clients = createClients({ region: "us-east-1", requestHandler });
const sts = new Sts({
  region: "us-east-1",
  requestHandler,
  maxAttempts: 1,
  cacheMiddleware: true,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

function callerOf(of: object): InProcessHandler {
  const handler = callers.get(of);
  if (handler === undefined) throw new Error("Nobody has made this call.");
  return handler;
}

/**
 * The clients of this process, with `handler` to answer: any number of callers may be at work at the same time. SSM's
 * time is that of the answers to this one alone.
 */
export function clientsFor(handler: InProcessHandler, begin = (): InProcessHandler => handler): Clients {
  let date = "";
  const observe = (): InProcessHandler => {
    const own = begin();
    return {
      async handle(request) {
        const answer = await own.handle(request);
        date = answer.response.headers.date ?? "";
        return answer;
      },
    };
  };
  return {
    ...clients,
    ssm: async () => workingAs(observe, await clients.ssm()),
    lambda: async () => workingAs(observe, await clients.lambda()),
    sqs: async () => workingAs(observe, await clients.sqs()),
    cloudFormation: async () => workingAs(observe, await clients.cloudFormation()),
    serverTime: () => new Date(date === "" ? 0 : date),
    // They serve the next caller too.
    close: () => undefined,
  };
}

/** The client of STS of this process, with `handler` to answer. */
export const stsFor = (handler: InProcessHandler): Sts => workingAs(() => handler, sts);

function workingAs<Client extends object>(begin: () => InProcessHandler, client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (input: object = {}): unknown => {
        const own = { ...input };
        callers.set(own, begin());
        return Reflect.apply(member, target, [own]);
      };
    },
  });
}

const parameterStore = await clients.ssm();
const stacks = await clients.cloudFormation();
if (!(parameterStore instanceof Ssm && stacks instanceof CloudFormation))
  throw new Error("These are not the SDK's.");
const services = {
  sts,
  ssm: parameterStore,
  lambda: await clients.lambda(),
  cloudformation: stacks,
  sqs: await clients.sqs(),
};
for (const [service, client] of Object.entries(services)) {
  lighten(client, service, (request, input) => callers.set(request, callerOf(input)));
}

// Loading code, and what a client does before its first call, takes real time, in which virtual time would jump ahead.
const { ssm, lambda, sqs, cloudFormation } = clientsFor(requestHandlerFor(createSandbox()));
await Promise.all([
  ssm().then((client) => client.getParameters({ Names: ["/a"] })),
  lambda().then((client) => client.listEventSourceMappings({})),
  sqs().then((client) => client.createQueue({ QueueName: "any" })),
  cloudFormation().then((client) => client.describeStacks({ StackName: "demo-dev" })),
]);
