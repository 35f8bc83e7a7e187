import { createHash } from "node:crypto";
import { script, style } from "./default-page-parts.js";
import { retrySeconds, type Info } from "../flag/info.js";

// Seconds between two checks whether the site is back: soon, and not too much for a site that has just come back.
const SHORTEST_PAUSE = 30;
const LONGEST_PAUSE = 300;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Only the page's own style and script can run or load, whatever a message contains. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/**
 * The page that is shipped with the package: one file, no request to anywhere else, complete without scripts.
 * @param now milliseconds since 1970
 * @param options `reloads`: whether loading the same address again is what the visitor would want
 */
export function renderDefaultPage(info: Info, now: number, options: { readonly reloads: boolean }): string {
  const retry = Math.min(Math.max(retrySeconds(info, now), SHORTEST_PAUSE), LONGEST_PAUSE);
  const refresh = `<noscript><meta http-equiv="refresh" content="${retry}"></noscript>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Down for maintenance</title>
<link rel="icon" href="data:,">
${options.reloads ? refresh : ""}<style>${style}</style>
</head>
<body data-retry="${options.reloads ? retry : 0}">
<main>
<p class="state">Down for maintenance</p>
<h1>We’ll be back soon</h1>
<p class="message">${escapeHtml(info.message ?? DEFAULT_MESSAGE)}</p>
${renderUntil(info.until, now)}${options.reloads ? AGAIN : LATER}
</main>
<script>${script}</script>
</body>
</html>
`;
}

const DEFAULT_MESSAGE =
  "We are carrying out maintenance and the site is closed for a moment. Thank you for your patience.";
const AGAIN = `<p class="again">This page opens the site by itself as soon as it is back. <a href="">Try again now</a></p>`;
const LATER = `<p class="again">What you sent has not arrived. Please go back and send it again later.</p>`;

function renderUntil(until: number | undefined, now: number): string {
  if (until === undefined) return "";
  if (until <= now) return `<p class="until">It is taking a little longer than planned.</p>\n`;
  const date = new Date(until);
  const text = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
    timeZoneName: "short",
  }).format(date);
  return `<p class="until"><span>Expected back</span><time datetime="${date.toISOString()}">${text}</time></p>\n`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");
