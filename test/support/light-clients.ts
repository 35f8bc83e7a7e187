/** A step of a call: it passes the call on to the next one. */
type Step = <Args extends { readonly input: object; readonly request: unknown }, Answer>(
  next: (args: Args) => Promise<Answer>,
) => (args: Args) => Promise<Answer>;

/** A client of the SDK, as far as its steps can be changed. */
interface SdkClient {
  readonly middlewareStack: {
    remove(name: string): boolean;
    add(step: Step, options: { step: "deserialize"; priority: "low"; name: string }): void;
  };
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

/**
 * Takes out of a client what its calls can do without in this process; they name the key `test` instead of being signed.
 * @param service the service's name in signatures
 * @param send is given each request before it leaves, and the input that it was written from
 * @throws Error when the SDK has no longer a step that is to be taken out
 */
export function lighten(
  { middlewareStack }: SdkClient,
  service: string,
  send: (request: object, input: object) => void,
): void {
  for (const name of sparable)
    if (!middlewareStack.remove(name)) throw new Error(`The SDK's calls have no step ${name} any more.`);
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`;
  const last: Step = (next) => (args) => {
    const { request } = args;
    const headers = isObject(request) && "headers" in request ? request.headers : undefined;
    if (!isObject(request) || !isObject(headers)) throw new Error("There is no request.");
    Object.assign(headers, { authorization });
    send(request, args.input);
    return next(args);
  };
  middlewareStack.add(last, { step: "deserialize", priority: "low", name: "last" });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
