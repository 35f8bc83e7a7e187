import { defined } from "../../defined.js";
import { resolveEndpoint } from "../../runtime/signed/endpoint.js";
import { getParameters, type Post } from "../../runtime/signed/sign.js";
import type { ClientOptions } from "../clients.js";
import { parseParameters, parseStack, type FoundParameters, type FoundStack } from "./answers.js";
import { isPlain, type Environment } from "./environment.js";
import { openPoster } from "./post.js";

/**
 * The two reads of the web role's status, made without the SDK, which takes longer to load than AWS takes to answer.
 * `undefined` where AWS gave no plain answer: then the SDK asks again, and what it says counts.
 */
export interface DirectReader {
  readonly region: string;
  getParameters(names: readonly string[]): Promise<FoundParameters | undefined>;
  describeStacks(name: string): Promise<FoundStack | undefined>;
  close(): void;
}

/** A reader, where the environment alone says who asks and where; `undefined` elsewhere. */
export async function openDirectReader(
  { region, profile, requestHandler }: ClientOptions,
  surroundings: Environment,
): Promise<DirectReader | undefined> {
  if (requestHandler !== undefined || profile !== undefined) return undefined;
  const env = { ...surroundings, ...defined({ AWS_REGION: region }) };
  if (!(await isPlain(env))) return undefined;
  const poster = openPoster(env);
  // After a read without an answer, make no more: the next would fail for the same reason.
  let isAnswered = true;
  const read = async <Found>(
    post: Post,
    parse: (body: string) => Found | undefined,
  ): Promise<Found | undefined> => {
    const body = isAnswered ? await poster.post(post, resolveEndpoint(env, post.service)) : undefined;
    const found = body === undefined ? undefined : parse(body);
    isAnswered &&= found !== undefined;
    return found;
  };
  return {
    region: resolveEndpoint(env).region,
    getParameters: (names) => read(getParameters(names), parseParameters),
    describeStacks: (name) => read(describeStacks(name), parseStack),
    close: () => {
      poster.close();
    },
  };
}

const describeStacks = (name: string): Post => ({
  service: "cloudformation",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams({ Action: "DescribeStacks", Version: "2010-05-15", StackName: name }).toString(),
});
