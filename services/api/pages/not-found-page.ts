import Negotiator from "negotiator";
import type { RequestHead, RequestHeaders } from "../http/request-context.ts";
import type { Reply } from "../http/response.ts";
import { htmlHeaders } from "./html-policy.ts";

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:1rem;padding:1.5rem;box-sizing:border-box;text-align:center;font:1.125rem/1.5 system-ui,sans-serif;background:#faf6f0;color:#1c1526}
h1{margin:0;font-size:2rem;line-height:1.15}p{margin:0}a{color:#c2331a}
@media(prefers-color-scheme:dark){body{background:#14101c;color:#f6f1ea}a{color:#ff8a66}}`;

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not found: Stampede</title>
<style>${STYLE}</style>
</head>
<body>
<h1>There is nothing at this address</h1>
<p>Perhaps a letter is missing in it. <a href="/">Join a quiz</a>, or go to <a href="/desk">your desk</a>.</p>
</body>
</html>
`;

type Request = Pick<RequestHead, "method" | "url"> & {
  readonly headers: Pick<RequestHeaders, "accept">;
  readonly originalUrl?: string;
};

const NOT_FOUND: Reply = {
  status: 404,
  headers: {
    "Content-Type": "text/html; charset=utf-8",
    ...htmlHeaders(HTML),
    "Cache-Control": "no-store",
    Vary: "Accept",
  },
  body: HTML,
};

/**
 * The reply to a person who opens an address at which there is nothing: a page instead of JSON.
 *
 * @returns undefined for a client of the API, which prefers JSON or does not name HTML, and below `/api`
 */
export function notFoundPage(request: Request): Reply | undefined {
  const { method, headers } = request;
  // moleculer-web shortens `url` and keeps the full one in `originalUrl`.
  const url = request.originalUrl ?? request.url;
  const isRead = method === "GET" || method === "HEAD";
  // Nearly all requests for unknown addresses name no HTML: they cost no parsing.
  if (!isRead || !headers.accept?.includes("text/html") || url?.startsWith("/api")) return undefined;
  const [preferred] = new Negotiator({ headers }).mediaTypes(["text/html", "application/json"]);
  return preferred === "text/html" ? NOT_FOUND : undefined;
}
