import { AsyncLocalStorage } from "node:async_hooks";
import { createClients, type Clients } from "../../src/aws/clients.js";
import { createSandbox } from "../../src/sandbox/index.js";
import { requestHandlerFor, type InProcessHandler, type SdkRequest } from "./sdk-clients.js";

// Building SDK clients costs more than a whole run; the caller that is at work tells whose call it is.
const atWork = new AsyncLocalStorage<InProcessHandler>();

const clients = createClients({
  region: "us-east-1",
  requestHandler: {
    handle: (request: SdkRequest) => {
      const handler = atWork.getStore();
      if (handler === undefined) throw new Error("Nobody is at work.");
      return handler.handle(request);
    },
  },
});

/**
 * The clients of this process, with `handler` to answer: any number of callers may be at work at the same time. SSM's
 * time is that of the answers to this one alone.
 */
export function clientsFor(handler: InProcessHandler, begin = (): InProcessHandler => handler): Clients {
  let serverTime = new Date(0);
  const observe = (): InProcessHandler => {
    const own = begin();
    return {
      async handle(request) {
        const answer = await own.handle(request);
        serverTime = new Date(answer.response.headers.date ?? 0);
        return answer;
      },
    };
  };
  return {
    ...clients,
    ssm: async () => workingAs(observe, await clients.ssm()),
    lambda: async () => workingAs(observe, await clients.lambda()),
    cloudFormation: async () => workingAs(observe, await clients.cloudFormation()),
    serverTime: () => serverTime,
    // They serve the next caller too.
    close: () => undefined,
  };
}

function workingAs<Client extends object>(begin: () => InProcessHandler, client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...inputs: unknown[]): unknown =>
        atWork.run(begin(), (): unknown => Reflect.apply(member, target, inputs));
    },
  });
}

// Loading code, and what a client does before its first call, takes real time, in which virtual time would jump ahead.
const { ssm, lambda, cloudFormation } = clientsFor(requestHandlerFor(createSandbox()));
await Promise.all([
  ssm().then((client) => client.getParameters({ Names: ["/a"] })),
  lambda().then((client) => client.listEventSourceMappings({})),
  cloudFormation().then((client) => client.describeStacks({ StackName: "demo-dev" })),
]);
