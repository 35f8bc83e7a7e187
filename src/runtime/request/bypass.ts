import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { ownHeaders, type Answer } from "../page/answer.js";
import type { WebRequest } from "./request.js";

/** The parameter of a bypass link: `https://example.com/?jets-bypass=SECRET`. */
export const BYPASS_PARAMETER = "jets-bypass";

/** The header that a script sends instead. */
export const BYPASS_HEADER = "x-jets-bypass";

// Browsers take a `__Host-` cookie only when it is Secure, for the whole host and set by the host itself.
const COOKIE = "__Host-jets-bypass";
const COOKIE_SECONDS = 12 * 60 * 60;

/*
 * secret --sha256--> token --sha256--> hash. SSM holds the hash, the link the secret, the cookie the token and a
 * signature made with it. Who can read SSM has no way back to the token, so the hash forges nothing.
 */
const sha256 = (purpose: string, value: string): Buffer =>
  createHash("sha256").update(`jets-maintenance/bypass/${purpose}\0${value}`).digest();
const toToken = (secret: string): string => sha256("token", secret).toString("base64url");
const sign = (token: string, expires: string): Buffer => createHmac("sha256", token).update(expires).digest();

/** What SSM stores of a secret: enough to check a link or a cookie by, not enough to make one. */
export const hashSecret = (secret: string): string => hashToken(toToken(secret));
const hashToken = (token: string): string => sha256("hash", token).toString("base64url");

/** Whether the request carries the secret in its header, or a cookie that this secret was exchanged for. */
export function hasBypass(request: WebRequest, hash: string | undefined, now: number): boolean {
  if (hash === undefined) return false;
  const secret = request.header(BYPASS_HEADER);
  if (secret !== undefined && isEqual(hashSecret(secret), hash)) return true;
  return request.cookies(COOKIE).some((cookie) => isValidCookie(cookie, hash, now));
}

/** Exchanges a bypass link for a cookie and leads to the same address without the secret. */
export function followLink(request: WebRequest, hash: string | undefined, now: number): Answer | undefined {
  if (hash === undefined || !["GET", "HEAD"].includes(request.method)) return undefined;
  const secret = new URLSearchParams(request.query).get(BYPASS_PARAMETER);
  if (secret === null || !isEqual(hashSecret(secret), hash)) return undefined;
  return {
    status: 302,
    headers: { ...ownHeaders, Location: withoutSecret(request), "Referrer-Policy": "no-referrer" },
    cookie: `${COOKIE}=${makeCookie(toToken(secret), now)}; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; Secure; SameSite=Lax`,
    body: "",
  };
}

function makeCookie(token: string, now: number): string {
  const expires = String(Math.floor(now / 1000) + COOKIE_SECONDS);
  return `${expires}.${token}.${sign(token, expires).toString("base64url")}`;
}

function isValidCookie(cookie: string, hash: string, now: number): boolean {
  const [expires = "", token = "", signature = ""] = cookie.split(".");
  const isOurs = isEqual(hashToken(token), hash);
  const isSigned = isEqual(sign(token, expires).toString("base64url"), signature);
  return isOurs && isSigned && Number(expires) * 1000 > now;
}

// Both sides are hashed once more, so that they are of one length, which is what the comparison needs.
const isEqual = (a: string, b: string): boolean =>
  timingSafeEqual(sha256("compare", a), sha256("compare", b));

/**
 * A reference that keeps the path which the visitor sees, whatever stage or base path the front took away or added:
 * RFC 3986, 5.2.2. An empty one would keep the secret, too.
 */
function withoutSecret({ query }: WebRequest): string {
  const url = new URL("http://host.invalid");
  url.search = query
    .split("&")
    .filter((pair) => pair !== "" && !isSecret(pair))
    .join("&");
  return url.search || "?";
}

const isSecret = (pair: string): boolean => new URLSearchParams(pair).has(BYPASS_PARAMETER);
