import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../../runtime/support/listen.js";

/** What STS is to answer a call with: `undefined` is credentials, whose access key is ROLE. */
export interface StsRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** How far the clock of STS is ahead of this machine's, in minutes; 0 when left out. */
  readonly ahead?: number;
}

/** An STS on 127.0.0.1. */
export interface FakeSts {
  readonly url: string;
  /** What it was asked for. */
  readonly calls: readonly URLSearchParams[];
  readonly close: () => void;
}

/** Starts an STS that refuses the first calls so, one each, and gives credentials to all others. */
export async function startSts(...refusals: readonly StsRefusal[]): Promise<FakeSts> {
  const calls: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const asked = new URLSearchParams(body);
      const refusal = refusals[calls.length];
      calls.push(asked);
      const date = new Date(Date.now() + (refusal?.ahead ?? 0) * 60_000).toUTCString();
      response.writeHead(refusal?.status ?? 200, { "Content-Type": "text/xml", Date: date });
      response.end(refusal === undefined ? credentialsXml(asked.get("Action") ?? "") : errorXml(refusal));
    });
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return {
    url,
    calls,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

/** An answer with credentials: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function credentialsXml(action: string, minutes = 60): string {
  const expiration = new Date(Date.now() + minutes * 60_000).toISOString();
  const credentials = `<Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${expiration}</Expiration></Credentials>`;
  return `<${action}Response ${namespace}><${action}Result>${credentials}</${action}Result></${action}Response>`;
}

/** Whose credentials they are: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const callerXml = (account: string): string =>
  `<GetCallerIdentityResponse ${namespace}><GetCallerIdentityResult>${account && `<Account>${account}</Account>`}</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** A refusal. */
export const errorXml = ({ code, message }: StsRefusal): string =>
  `<ErrorResponse ${namespace}><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
