import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { docsPages } from "../../../../services/api/docs-page/docs-page.ts";
import { REDOC_SHA256, REDOC_VERSION } from "../../../../services/api/docs-page/redoc.ts";
import type { Gateway } from "../../../../services/api/gateway.ts";
import type { RequestContext } from "../../../../services/api/http/request-context.ts";
import type { Reply } from "../../../../services/api/http/response.ts";

const [page, files] = docsPages;

/** A page, or the file of a name, as a client gets it that knows no encoding. */
async function read(file?: string): Promise<{ text: string; headers: Record<string, string> }> {
  const request = { req: { headers: {}, socket: {} }, params: { file } } as unknown as RequestContext;
  const reply = (await (file ? files : page)!.handle({} as Gateway, request)) as Reply;
  return { text: (reply.body as Buffer).toString(), headers: reply.headers! };
}

test("the page loads its two scripts, by names that change with their contents, and says where the JSON is", async () => {
  const { text } = await read();
  const scripts = [...text.matchAll(/<script src="\/docs\/([^"]+)"><\/script>/g)].map(([, name]) => name!);
  expect(scripts).toHaveLength(2);
  for (const name of scripts) {
    const script = await read(name);
    expect(script.headers["Cache-Control"]).toMatch(/immutable/);
    expect(script.headers["Content-Type"]).toMatch(/^text\/javascript/);
  }
  expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(text).toMatch(/<noscript>.*<a href="\/api\/openapi.json">/);
  expect(text).not.toMatch(/https?:|\/\/\w/);
});

test("the policy lets nothing in but the gateway's own scripts and data, and the styles that it names", async () => {
  const { text, headers } = await read();
  const policy = headers["Content-Security-Policy"]!;
  const rules = Object.fromEntries(policy.split("; ").map((rule) => rule.split(/ (.*)/)));
  const { "style-src": styles, ...others } = rules;
  expect(others).toEqual({
    "default-src": "'none'",
    "script-src": "'self'",
    "img-src": "data:",
    "connect-src": "'self'",
    "worker-src": "blob:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  });
  expect(styles).toMatch(/^('sha256-[\w+/]{43}=' ?){3}$/);
  const [, style] = /<style>(.*?)<\/style>/.exec(text)!;
  expect(styles).toContain(createHash("sha256").update(style!).digest("base64"));
  // Inline scripts would not run.
  expect(text).not.toMatch(/<script>|\son\w+=|\sstyle=/);
});

/** Names of formats, links that a reader may follow, and examples: none of them is ever loaded. */
const ONLY_NAMED =
  /^(www\.w3\.org|json-schema\.org|raw\.githubusercontent\.com|example\.com|redocly\.com|reactjs\.org|stackoverflow\.com|marked\.js\.org|github\.com|git\.io|fb\.me|api\.)$/;

test("Redoc is the release that the repository names, and loads nothing from other hosts", async () => {
  const { text } = await read(`redoc-${REDOC_VERSION}-${REDOC_SHA256.slice(0, 16)}.js`);
  expect(createHash("sha256").update(text).digest("hex")).toBe(REDOC_SHA256);
  const hosts = [...text.matchAll(/\bhttps?:\/\/([\w.-]+)/g)].map(([, host]) => host!);
  expect([...new Set(hosts)].filter((host) => !ONLY_NAMED.test(host))).toEqual([]);
  const loaded = [/\bsrc[:=]\\?["'](https?:)?\/\//, /url\(["']?(https?:)?\/\//, /^\/\/# sourceMappingURL=/m];
  expect(loaded.filter((pattern) => pattern.test(text))).toEqual([]);
});

test("the licences that the script names are served beside it", async () => {
  const { text } = await read("redoc.standalone.js.LICENSE.txt");
  expect(text).toMatch(/The MIT License/);
  expect(text).toMatch(/React/i);
});
