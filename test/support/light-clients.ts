/** A step of a call: it passes the call on to the next one. */
type Step = <Args extends { readonly input: object; readonly request: unknown }, Answer>(
  next: (args: Args) => Promise<Answer>,
) => (args: Args) => Promise<Answer>;

/** The steps of all calls of a client, or of one kind of call. */
interface Steps {
  remove(name: string): boolean;
  add(step: Step, options: { step: "deserialize"; priority: "low"; name: string }): void;
  addRelativeTo(step: Step, options: { relation: "before"; toMiddleware: string; name: string }): void;
  concat(steps: object): Steps;
}

/** A client of the SDK, as far as its calls can be changed. */
interface SdkClient {
  readonly config: {
    endpoint?: () => Promise<{ protocol: string; hostname: string; path: string }>;
  };
  readonly middlewareStack: Steps;
}

/**
 * What the SDK does in each call besides writing the request and reading the answer: a third of a test's processor
 * time. Where no byte leaves the process it proves nothing: of a signature the sandbox reads only who calls which
 * service where, it does not look at the SDK's own headers, and with `maxAttempts: 1` the SDK repeats nothing. The
 * tests over sockets (test/aws/credentials, test/aws/network, test/processes, test/moto) and those of test/sandbox
 * leave all of it in.
 */
const sparable = [
  "loggerMiddleware",
  "httpAuthSchemeMiddleware",
  "contentLengthMiddleware",
  "getUserAgentMiddleware",
  "recursionDetectionMiddleware",
  "retryMiddleware",
  "httpSigningMiddleware",
];

const lookingForEndpoint = "endpointV2Middleware";

/**
 * Takes out of a client what its calls can do without in this process; they name the key `test` instead of being signed.
 * @param service the service's name in signatures
 * @param send is given each request before it leaves, and the input that it was written from
 * @throws Error when the SDK has no longer a step that is to be taken out
 */
export function lighten(
  { config, middlewareStack: steps }: SdkClient,
  service: string,
  send: (request: object, input: object) => void,
): void {
  for (const name of sparable) takeOut(name, steps);
  // Each kind of call brings the step that looks for an endpoint, which another one may be told to come after.
  const concat = steps.concat.bind(steps);
  steps.concat = (added) => {
    const together = concat(added);
    takeOut(lookingForEndpoint, together);
    together.addRelativeTo((next) => next, {
      relation: "before",
      toMiddleware: "serializerMiddleware",
      name: lookingForEndpoint,
    });
    return together;
  };
  const endpoint = { protocol: "https:", hostname: `${service}.us-east-1.amazonaws.com`, path: "/" };
  config.endpoint = () => Promise.resolve(endpoint);
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`;
  const last: Step = (next) => (args) => {
    const { request } = args;
    const headers = isObject(request) && "headers" in request ? request.headers : undefined;
    if (!isObject(request) || !isObject(headers)) throw new Error("There is no request.");
    Object.assign(headers, { authorization });
    send(request, args.input);
    return next(args);
  };
  steps.add(last, { step: "deserialize", priority: "low", name: "last" });
}

function takeOut(name: string, steps: Steps): void {
  if (!steps.remove(name)) throw new Error(`The SDK's calls have no step ${name} any more.`);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
