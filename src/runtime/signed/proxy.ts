import type { System } from "../system.js";

/**
 * The proxy that a request to `url` goes through; `undefined` where there is none. As the AWS CLI has it (Python's
 * `urllib.request.getproxies_environment` and `proxy_bypass_environment`, botocore's `ProxyConfiguration`): a variable
 * in lower case counts before the same one in upper case, and takes it back where it is empty; each entry of NO_PROXY
 * is a host with everything below it, with or without a port; an address without a scheme is one of HTTP.
 * @throws Error when a proxy is named that speaks something else than HTTP
 */
export function proxyFor(url: URL, env: System["env"]): URL | undefined {
  const name = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = valueOf(name, env);
  if (proxy === "" || isBypassed(url, valueOf("NO_PROXY", env))) return undefined;
  const address = /^https?:/i.test(proxy) ? proxy : `http://${proxy.replace(/^\/\//, "")}`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) && address !== proxy) throw unusable(name);
  if (!URL.canParse(address)) throw unusable(name);
  return new URL(address);
}

/** Whether any variable names a proxy. */
export const namesProxy = (env: System["env"]): boolean =>
  valueOf("HTTPS_PROXY", env) !== "" || valueOf("HTTP_PROXY", env) !== "";

const valueOf = (name: string, env: System["env"]): string => env[name.toLowerCase()] ?? env[name] ?? "";

// The value may hold a password.
const unusable = (name: string): Error =>
  new Error(`${name} names no HTTP proxy. Set it to an address such as http://proxy.example.com:3128.`);

function isBypassed({ hostname, host }: URL, exceptions: string): boolean {
  if (exceptions.trim() === "*") return true;
  return exceptions
    .split(",")
    .map((entry) => entry.trim().toLowerCase().replace(/^\.+/, ""))
    .some(
      (entry) => entry !== "" && [hostname, host].some((one) => one === entry || one.endsWith(`.${entry}`)),
    );
}
