import { flagName } from "./parameter-store.js";

// Programs as text: they import packages that only this folder has, and each cold start needs a process of its own.

/** The runtime, as built. @param {"esm" | "cjs"} format */
const built = (format) => JSON.stringify(new URL(`../dist/runtime/${format}/index.js`, import.meta.url).href);

const name = JSON.stringify(flagName);
const event = `{ version: "2.0", rawPath: "/", rawQueryString: "", headers: {}, requestContext: { http: { method: "GET" }, stage: "$default" } }`;
const application = `async () => ({ statusCode: 200, body: "" })`;
const credentials = `{ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x".repeat(40) }`;
const body = `JSON.stringify({ Names: [${name}, ${name} + "/info"] })`;
const headers = `{ host: "ssm.eu-central-1.amazonaws.com", "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameters" }`;

/** A program in two parts: what is imported, and what makes a handler of it. */
export const handlers = {
  "the handler alone": ["", `const handler = ${application};`],
  "jets-maintenance/runtime, ESM": [
    `const { withMaintenance } = await import(${built("esm")});`,
    `const handler = withMaintenance(() => ${application}, { parameter: ${name} });`,
  ],
  "jets-maintenance/runtime, CommonJS": [
    `const { withMaintenance } = createRequire(import.meta.url)(new URL(${built("cjs")}).pathname);`,
    `const handler = withMaintenance(() => ${application}, { parameter: ${name} });`,
  ],
  "@aws-lambda-powertools/parameters": [
    `const { SSMProvider } = await import("@aws-lambda-powertools/parameters/ssm");`,
    `const provider = new SSMProvider(), application = ${application};
     const handler = async (event, context) =>
       (await provider.get(${name}, { maxAge: 10 })) === "on" ? { statusCode: 503 } : application(event, context);`,
  ],
  "@middy/ssm": [
    `const middy = (await import("@middy/core")).default; const ssm = (await import("@middy/ssm")).default;`,
    `const application = ${application};
     const handler = middy()
       .use(ssm({ fetchData: { flag: ${name} }, cacheExpiry: 10_000, setToContext: true }))
       .handler(async (event, context) => (context.flag === "on" ? { statusCode: 503 } : application(event, context)));`,
  ],
  "@aws-sdk/client-ssm": [
    `const { SSMClient, GetParametersCommand } = await import("@aws-sdk/client-ssm");`,
    `const client = new SSMClient({});
     const handler = () => client.send(new GetParametersCommand({ Names: [${name}, ${name} + "/info"] }));`,
  ],
};

/** Signers, with what each needs to get a request out. */
export const signers = {
  aws4: [
    `const aws4 = (await import("aws4")).default; await import("node:https");`,
    `const handler = async () => aws4.sign({ service: "ssm", region: "eu-central-1", method: "POST", path: "/", headers: ${headers}, body: ${body} }, ${credentials});`,
  ],
  aws4fetch: [
    `const { AwsV4Signer } = await import("aws4fetch"); await import("node:https");`,
    `const handler = () => new AwsV4Signer({ ...${credentials}, service: "ssm", region: "eu-central-1", method: "POST", url: "https://ssm.eu-central-1.amazonaws.com/", headers: ${headers}, body: ${body} }).sign();`,
  ],
  "@smithy/signature-v4": [
    `const { SignatureV4 } = await import("@smithy/signature-v4"); await import("node:https");
     const { createHash, createHmac } = await import("node:crypto");`,
    `class Sha256 { constructor(key) { this.hash = key ? createHmac("sha256", key) : createHash("sha256"); } update(data) { this.hash.update(data); } async digest() { return new Uint8Array(this.hash.digest()); } }
     const signer = new SignatureV4({ service: "ssm", region: "eu-central-1", credentials: ${credentials}, sha256: Sha256 });
     const handler = () => signer.sign({ method: "POST", protocol: "https:", hostname: "ssm.eu-central-1.amazonaws.com", path: "/", query: {}, headers: ${headers}, body: ${body} });`,
  ],
};

/** Times importing, and then the first call, in milliseconds. @param {readonly string[]} program */
export const coldProgram = ([importing = "", making = ""]) => `
  import { createRequire } from "node:module";
  const start = performance.now();
  ${importing}
  const imported = performance.now();
  ${making}
  await handler(${event}, {});
  console.log(JSON.stringify({ imports: imported - start, first: performance.now() - imported }));
  process.exit();`;

/** Times one call among many, in microseconds. @param {readonly string[]} program @param {number} calls */
export const warmProgram = ([importing = "", making = ""], calls) => `
  import { createRequire } from "node:module";
  ${importing}
  ${making}
  const event = ${event}, context = {};
  for (let call = 0; call < ${calls}; call += 1) await handler(event, context);
  const start = performance.now();
  for (let call = 0; call < ${calls}; call += 1) await handler(event, context);
  console.log(JSON.stringify({ each: ((performance.now() - start) * 1000) / ${calls} }));
  process.exit();`;
