/** What a visitor asked for, to be put into an event of one of the fronts. */
export interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Not decoded, without its `?`. */
  readonly query?: string;
}

const pairs = (query: string): [string, string][] =>
  query
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, value];
    });
const decoded = (query: string): [string, string][] => [...new URLSearchParams(query)];
const orNull = (all: [string, string][]): Record<string, string> | null =>
  all.length === 0 ? null : Object.fromEntries(all);
const multi = (all: [string, string][]): Record<string, string[]> =>
  Object.fromEntries(
    all.map(([name]) => [name, all.filter(([other]) => other === name).map(([, value]) => value)]),
  );

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export const rest = ({ method = "GET", path = "/posts/1", headers = {}, query = "" }: Ask = {}): object => {
  const all = {
    Host: "id.execute-api.us-east-1.amazonaws.com",
    "User-Agent": "curl/8.7.1",
    "X-Forwarded-Proto": "https",
    ...headers,
  };
  return {
    resource: "/{proxy+}",
    path,
    httpMethod: method,
    headers: all,
    multiValueHeaders: multi(Object.entries(all)),
    queryStringParameters: orNull(decoded(query)),
    multiValueQueryStringParameters: query === "" ? null : multi(decoded(query)),
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "id",
      domainName: "id.execute-api.us-east-1.amazonaws.com",
      httpMethod: method,
      identity: { sourceIp: "203.0.113.7", userAgent: "curl/8.7.1" },
      path: `/prod${path}`,
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      requestTimeEpoch: 1428582896000,
      resourceId: "123456",
      resourcePath: "/{proxy+}",
      stage: "prod",
    },
    body: null,
    isBase64Encoded: false,
  };
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html, format 1.0 */
const httpApi1 = (ask: Ask = {}): object => ({ version: "1.0", ...rest(ask) });

/** The same page, format 2.0. */
export const httpApi = ({
  method = "GET",
  path = "/posts/1",
  headers = {},
  query = "",
}: Ask = {}): object => {
  const { cookie, ...others } = headers;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    headers: { host: "id.execute-api.us-east-1.amazonaws.com", "user-agent": "curl/8.7.1", ...others },
    ...(query !== "" && { queryStringParameters: Object.fromEntries(decoded(query)) }),
    requestContext: {
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "id.execute-api.us-east-1.amazonaws.com",
      domainPrefix: "id",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "curl/8.7.1" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "10/Mar/2026:05:16:23 +0000",
      timeEpoch: 1583817383220,
    },
    isBase64Encoded: false,
  };
};

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export const functionUrl = (ask: Ask = {}): object => httpApi(ask);

const elb = {
  targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/lambda/49e9d65c45c6791a",
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
export const alb = ({ method = "GET", path = "/posts/1", headers = {}, query = "" }: Ask = {}): object => ({
  requestContext: { elb },
  httpMethod: method,
  path,
  queryStringParameters: Object.fromEntries(pairs(query)),
  headers: { host: "lambda-846800462.us-east-2.elb.amazonaws.com", "user-agent": "curl/8.7.1", ...headers },
  body: "",
  isBase64Encoded: false,
});

/** The same with multi-value headers switched on. */
const albMulti = ({ method = "GET", path = "/posts/1", headers = {}, query = "" }: Ask = {}): object => ({
  requestContext: { elb },
  httpMethod: method,
  path,
  multiValueQueryStringParameters: multi(pairs(query)),
  multiValueHeaders: multi(
    Object.entries({ host: "lambda-846800462.us-east-2.elb.amazonaws.com", ...headers }),
  ),
  body: "",
  isBase64Encoded: false,
});

/** https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html, event structure version 1 */
const lattice1 = ({ method = "GET", path = "/posts/1", headers = {}, query = "" }: Ask = {}): object => ({
  raw_path: query === "" ? path : `${path}?${query}`,
  method,
  headers: { host: "demo-0c2bd7d9.7d67968.vpc-lattice-svcs.us-east-1.on.aws", ...headers },
  query_string_parameters: Object.fromEntries(pairs(query)),
  body: "",
  is_base64_encoded: false,
});

/** The same page, version 2. */
const lattice2 = ({ method = "GET", path = "/posts/1", headers = {}, query = "" }: Ask = {}): object => ({
  version: "2.0",
  path,
  method,
  headers: multi(
    Object.entries({ host: "demo-0c2bd7d9.7d67968.vpc-lattice-svcs.us-east-1.on.aws", ...headers }),
  ),
  queryStringParameters: multi(pairs(query)),
  body: "",
  isBase64Encoded: false,
  requestContext: {
    serviceNetworkArn: "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0bf3f2882e9cc805a",
    serviceArn: "arn:aws:vpc-lattice:us-east-1:123456789012:service/svc-0a40eebed65f8d69c",
    targetGroupArn: "arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-6d0ecf831eec9f09",
    identity: { sourceVpcArn: "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0b8276c84697e7339" },
    region: "us-east-1",
    timeEpoch: "1690497599177430",
  },
});

/** Every front with its name. */
export const fronts = { rest, httpApi1, httpApi, functionUrl, alb, albMulti, lattice1, lattice2 } as const;

/** Events that are no web request, as AWS documents them. */
export const otherEvents = {
  sqs: {
    Records: [
      {
        messageId: "059f36b4",
        receiptHandle: "AQEB",
        body: "{}",
        eventSource: "aws:sqs",
        awsRegion: "us-east-2",
      },
    ],
  },
  s3: {
    Records: [
      { eventVersion: "2.1", eventSource: "aws:s3", s3: { bucket: { name: "b" }, object: { key: "k" } } },
    ],
  },
  schedule: {
    version: "0",
    id: "53dc4d37",
    "detail-type": "Scheduled Event",
    source: "aws.events",
    detail: {},
  },
  "warm-up": { source: "serverless-plugin-warmup" },
  "direct invoke": { task: "rebuild", httpMethod: "GET" },
  "Lambda@Edge": { Records: [{ cf: { request: { method: "GET", uri: "/", headers: {} } } }] },
  "WebSocket message": {
    requestContext: { routeKey: "$default", connectionId: "d", eventType: "MESSAGE", stage: "prod" },
    body: "hi",
  },
  "token authorizer": {
    type: "TOKEN",
    authorizationToken: "t",
    methodArn: "arn:aws:execute-api:us-east-1:1:a/prod/GET/",
  },
  "request authorizer": {
    ...rest(),
    type: "REQUEST",
    methodArn: "arn:aws:execute-api:us-east-1:1:a/prod/GET/",
  },
  "HTTP API authorizer": {
    ...httpApi(),
    type: "REQUEST",
    routeArn: "arn:aws:execute-api:us-east-1:1:a/$default/GET/",
    identitySource: [],
  },
  "Bedrock agent": { messageVersion: "1.0", apiPath: "/a", httpMethod: "GET", actionGroup: "g" },
  "nothing at all": null,
  text: "warm",
  number: 7,
  list: [1, 2],
  "empty object": {},
} as const;
