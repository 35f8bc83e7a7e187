import type { Call } from "./call.js";

/** A {@link Call} to one service: `send` gets its client, loaded at the first call. */
export type ServiceCall<Client> = <Answer>(
  action: string,
  resource: string,
  send: (client: Client) => Promise<Answer>,
  check?: () => Promise<void>,
) => Promise<Answer>;

/** The calls to one service. `connect` gives its client, loaded at the first call. */
export function service<Client>(connect: () => Promise<Client>, call: Call): ServiceCall<Client> {
  return async (action, resource, send, check) => {
    const client = await connect();
    return call(action, resource, () => send(client), check);
  };
}

/** What a list of AWS says of its next page: Lambda has a marker, the others have a token. */
interface Page {
  readonly NextMarker?: string | undefined;
  readonly NextToken?: string | undefined;
}

/** Reads a list to its end: all pages, in order. `read` is given what the page before it named; nothing at first. */
export async function readPages<P extends Page>(read: (next?: string) => Promise<P>): Promise<P[]> {
  const pages: P[] = [];
  let next: string | undefined;
  do {
    const page = await read(next);
    pages.push(page);
    next = page.NextMarker ?? page.NextToken;
  } while (next !== undefined && next !== "");
  return pages;
}
