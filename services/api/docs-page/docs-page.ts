import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { contentHash } from "../http/encoded-replies.ts";
import { policyHash } from "../pages/html-policy.ts";
import { filesRoute, pageRoute } from "../pages/page-routes.ts";
import { ASK_EACH_TIME, FOR_GOOD, StaticFile } from "../pages/static-file.ts";
import type { Page } from "../routing/route.ts";
import { REDOC_FILE, REDOC_LICENCES, REDOC_SHA256, REDOC_STYLES, REDOC_VERSION } from "./redoc.ts";

/** Draws the description into the page, on a phone with narrow margins. */
const START = `Redoc.init("/api/openapi.json", {
  nativeScrollbars: true,
  sortRequiredPropsFirst: true,
  theme: { spacing: { sectionHorizontal: innerWidth < 600 ? 16 : 40, sectionVertical: 20 } },
}, document.querySelector("main"));
`;
const STYLE = "body { margin: 0 } noscript { display: block; padding: 1rem }";

const start = { name: `start-${contentHash(START)}.js`, contents: Buffer.from(START) };
const redocName = `redoc-${REDOC_VERSION}-${REDOC_SHA256.slice(0, 16)}.js`;

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stampede API</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main><noscript>This page needs JavaScript. The same as JSON: <a href="/api/openapi.json">/api/openapi.json</a></noscript></main>
<script src="/docs/${redocName}"></script>
<script src="/docs/${start.name}"></script>
</body>
</html>
`;

const styles = [policyHash(STYLE), ...REDOC_STYLES];

/**
 * Scripts and data only from this gateway, and nothing from any other host; of inline styles and scripts, only these
 * styles. Redoc's search runs in a worker that it makes from a blob, which has this policy too.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src ${styles.map((hash) => `'${hash}'`).join(" ")}`,
  "img-src data:",
  "connect-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const page = new StaticFile(
  "text/html; charset=utf-8",
  { "Cache-Control": ASK_EACH_TIME, "Content-Security-Policy": CONTENT_SECURITY_POLICY },
  () => ({ identity: Buffer.from(HTML) }),
);

const script = (read: ConstructorParameters<typeof StaticFile>[2]) =>
  new StaticFile("text/javascript; charset=utf-8", { "Cache-Control": FOR_GOOD }, read);

const files = new Map([
  [start.name, script(() => ({ identity: start.contents }))],
  [
    redocName,
    script(async () => {
      const br = await readFile(REDOC_FILE);
      return { identity: await promisify(brotliDecompress)(br), br };
    }),
  ],
  // The script's first line names this file.
  [
    "redoc.standalone.js.LICENSE.txt",
    new StaticFile("text/plain; charset=utf-8", { "Cache-Control": ASK_EACH_TIME }, async () => ({
      identity: await readFile(REDOC_LICENCES),
    })),
  ],
]);

/** `/docs`: the API's description to read, also on a phone, and the scripts that draw it, with their licences. */
export const docsPages: readonly Page[] = [pageRoute("/docs", page), filesRoute("/docs", files)];
