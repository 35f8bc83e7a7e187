import type { Caller } from "../identity/caller.js";
import type { RegionContext } from "../context.js";
import { Input } from "./input.js";
import {
  AwsError,
  credentialsTexts,
  type Call,
  type Refusals,
  type Service,
  type WireRequest,
  type WireResponse,
} from "./messages.js";
import { toXml, type XmlValue } from "./xml.js";

/** One operation of a service that speaks the AWS Query protocol. */
export type QueryOperation<State> = (state: State, input: Input, caller: Caller) => XmlValue;

/** A service that speaks the AWS Query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
interface QueryApi<State> {
  /** The day that names the version of its API. */
  readonly version: string;
  readonly host: string;
  readonly operations: ReadonlyMap<string, QueryOperation<State>>;
  /** What a call is about, and what it would change. */
  readonly describe: (
    state: State,
    operation: string,
    values: Readonly<Record<string, unknown>>,
  ) => Pick<Call, "service" | "target" | "resource" | "changing">;
}

/** The service of a region, by its API. */
export function createQueryService<State extends { readonly context: RegionContext }>(
  state: State,
  api: QueryApi<State>,
  refusals: Pick<Refusals, "conflict">,
): Service {
  const namespace = `${api.host}/doc/${api.version}/`;
  return {
    read: (request, caller) => {
      const values = valuesOf(request);
      const operation = typeof values.Action === "string" ? values.Action : "";
      return {
        operation,
        ...api.describe(state, operation, values),
        run: () => {
          const known = api.operations.get(operation);
          if (known === undefined) throw unknownAction(operation, api.version);
          const result = inQueryWords(() => toXml(known(state, new Input(values), caller)));
          const id = state.context.newId();
          const body = `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
          return { status: 200, headers: { "content-type": "text/xml" }, body };
        },
      };
    },
    refuse: (error) => refuse(error, namespace, state.context.newId()),
    refusals: { ...queryRefusals, ...refusals },
  };
}

/** The refusals of every service that speaks the Query protocol. */
const queryRefusals: Omit<Refusals, "conflict"> = {
  throttled: () => new AwsError("Throttling", 400, "Rate exceeded"),
  internal: () => new AwsError("InternalFailure", 500, "An internal failure occurred."),
  denied: (message) => new AwsError("AccessDenied", 403, message),
  unknownCaller: () => new AwsError("InvalidClientTokenId", 403, credentialsTexts.unknownCaller),
  expired: () => new AwsError("ExpiredToken", 403, credentialsTexts.expired),
};

/** The names of codes that these services have in other words. */
const codes: Readonly<Record<string, string | undefined>> = {
  ValidationException: "ValidationError",
  SerializationException: "MalformedInput",
};

function inQueryWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(codes[error.code] ?? error.code, error.status, error.message);
  }
}

/** The values of a form; those of `Name.member.1`, `Name.member.2` become the list `Name`. */
function valuesOf({ path, body }: WireRequest): Readonly<Record<string, unknown>> {
  const form = new URLSearchParams(body === "" ? (path.split("?", 2)[1] ?? "") : body);
  const values = new Map<string, string | string[]>();
  const byNumber = [...form].map(([key, value]) => ({ ...memberOf(key), value }));
  for (const { name, number, value } of byNumber.toSorted((a, b) => a.number - b.number)) {
    const list = values.get(name);
    if (number === 0) values.set(name, value);
    else values.set(name, Array.isArray(list) ? [...list, value] : [value]);
  }
  return Object.fromEntries(values);
}

function memberOf(key: string): { name: string; number: number } {
  const { name = key, number = "0" } = /^(?<name>\w+)\.member\.(?<number>\d{1,5})$/.exec(key)?.groups ?? {};
  return { name, number: Number(number) };
}

function refuse(error: AwsError, namespace: string, requestId: string): WireResponse {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  const detail = toXml({
    Error: { Type: type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
  return {
    status: error.status,
    headers: { "content-type": "text/xml" },
    body: `<ErrorResponse xmlns="${namespace}">${detail}</ErrorResponse>`,
  };
}

function unknownAction(name: string, version: string): AwsError {
  return new AwsError(
    "InvalidAction",
    400,
    `Could not find operation ${name} for version ${version}: the sandbox does not know it.`,
  );
}
