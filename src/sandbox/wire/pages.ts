import type { AwsError } from "./messages.js";

/** How to cut a list into pages. */
interface PageRequest<T> {
  /** A text that is unique in the list; pages follow its order, so that they survive changes in between. */
  readonly keyOf: (item: T) => string;
  /** The token of the page before; undefined for the first. */
  readonly token: string | undefined;
  readonly size: number;
  /** AWS may answer with an empty page and a token: with this, the first page is empty. */
  readonly emptyFirst: boolean;
  /** What the service says to a token that it never gave. */
  readonly badToken: () => AwsError;
}

/** One page, and the token of the next one while there is more. */
interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Cuts one page out of a list. @throws AwsError for a token that it never gave */
export function cutPage<T>(list: Iterable<T>, request: PageRequest<T>): Page<T> {
  const { keyOf, token, size, emptyFirst, badToken } = request;
  if (token === undefined && emptyFirst) return { items: [], next: writeToken("") };
  const after = token === undefined ? undefined : readToken(token, badToken);
  const rest = [...list]
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const cut = rest.slice(0, size);
  const last = cut.at(-1);
  const next = last !== undefined && rest.length > size ? writeToken(last.key) : undefined;
  return { items: cut.map(({ item }) => item), next };
}

const prefix = "after:";

const writeToken = (key: string): string => Buffer.from(prefix + key).toString("base64url");

function readToken(token: string, badToken: () => AwsError): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith(prefix)) throw badToken();
  return text.slice(prefix.length);
}
