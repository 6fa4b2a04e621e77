import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { beforeAll, expect, test } from "@jest/globals";
import { TempDir } from "../../../../dev-cluster/processes/temp-dir.ts";
import type { Gateway } from "../../../../services/api/gateway.ts";
import type { RequestContext } from "../../../../services/api/http/request-context.ts";
import type { Reply } from "../../../../services/api/http/response.ts";
import { notFoundPage } from "../../../../services/api/pages/not-found-page.ts";
import { WebPages } from "../../../../services/api/pages/web-pages.ts";
import { Router } from "../../../../services/api/routing/router.ts";
import { pageAt } from "../../../../web/build/pages.ts";

const STYLE = "body{margin:0}";
const player = (language: string) =>
  `<!doctype html><html lang="${language}"><style>${STYLE}</style><div id="page"></div>`;
const script = Buffer.from("console.log(1);\n".repeat(50));
const packed = brotliCompressSync(script);

const { path: folder } = new TempDir("pages");
let router: Router;

/** The reply to a GET, by the router for the most used addresses. */
async function get(path: string, headers: Record<string, string> = {}): Promise<Reply | undefined> {
  const match = router.match("GET", path);
  if (!match) return undefined;
  const request = { req: { headers, socket: {} }, params: match.params } as unknown as RequestContext;
  return (await match.route.handle({} as Gateway, request)) as Reply;
}
const text = (reply: Reply | undefined) => String(reply?.body);

beforeAll(() => {
  const files = {
    "player/index.html": "not sent",
    "player/en.html": player("en"),
    "player/de.html": player("de"),
    "player/zh.html": player("zh"),
    "desk/index.html": "<title>desk</title>",
    "screen/index.html": "<title>screen</title>",
    "overlay/index.html": "<title>overlay</title>",
    "assets/app-1a2B.c.js": script,
    "assets/app-1a2B.c.js.br": packed,
    "assets/face-1.woff2": "font",
    "manifest.json": "{}",
  };
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  router = new Router(new WebPages(folder).routes);
});

test.each([
  ["/", 'lang="en"'],
  ["/?from=qr", 'lang="en"'],
  ["/join/ABC123", 'lang="en"'],
  ["/desk", "desk"],
  ["/desk/sessions/0b-1/report", "desk"],
  ["/screen/0b-1", "screen"],
  ["/overlay/0b-1?parts=bars", "overlay"],
])("%s is a page", async (path, part) => {
  const reply = await get(path);
  // The development server shows the same page.
  const [page] = /player|desk|screen|overlay/.exec(part) ?? ["player"];
  expect(pageAt(path.split("?")[0]!)).toBe(page);
  expect(reply).toMatchObject({ status: 200, headers: { "Content-Type": "text/html; charset=utf-8" } });
  expect(text(reply)).toContain(part);
});

test("no other address is one, and no part of an address is a path on the disk", async () => {
  for (const path of ["/desk/a/b/c/d", "/screen", "/join", "/manifest.json", "/player/en.html", "/assets"])
    expect(await get(path)).toBeUndefined();
  for (const path of [
    "/assets/../manifest.json",
    "/assets/..%2fmanifest.json",
    "/assets/%2e%2e/manifest.json",
  ])
    expect(await get(path)).toBeUndefined();
  for (const name of ["..", "nope.js", "app-1a2B.c.js.br", "constructor", "__proto__"])
    await expect(get(`/assets/${name}`)).rejects.toThrow("No such file.");
});

test.each([
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["zh-Hans-CN", "zh"],
  ["nl,de;q=0.2", "de"],
  ["nl", "en"],
  ["*", "en"],
  ["", "en"],
  [";;;", "en"],
  [`${"x".repeat(300)},de`, "de"],
])("Accept-Language %j gets the page in %s", async (header, language) => {
  const reply = await get("/", { "accept-language": header });
  expect(text(reply)).toContain(`lang="${language}"`);
  expect(reply?.headers).toMatchObject({
    "Content-Language": language,
    Vary: "Accept-Encoding, Accept-Language",
  });
});

test("a page is asked for each time, by an ETag, and lets nothing in but what the gateway has", async () => {
  const reply = await get("/");
  const hash = createHash("sha256").update(STYLE).digest("base64");
  expect(reply?.headers).toMatchObject({
    "Cache-Control": "public, no-cache",
    "Content-Security-Policy": [
      "default-src 'none'; script-src 'self'",
      `style-src 'self' 'sha256-${hash}'`,
      "img-src 'self' https:; font-src 'self'; connect-src 'self'; manifest-src 'self'",
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ].join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": expect.stringContaining("screen-wake-lock=(self)"),
  });
  expect(reply?.headerText).toContain("Referrer-Policy: no-referrer\r\n");
  expect((await get("/desk"))?.headers?.["Content-Security-Policy"]).toContain("; style-src 'self'; ");
  const etag = reply!.headers!.ETag!;
  expect((await get("/join/X", { "if-none-match": etag }))?.status).toBe(304);
  expect((await get("/", { "if-none-match": etag, "accept-language": "de" }))?.status).toBe(200);
});

test("files are kept for good, in the encodings of the build", async () => {
  const reply = await get("/assets/app-1a2B.c.js", { "accept-encoding": "br" });
  expect(reply).toMatchObject({
    headers: {
      "Cache-Control": "public, max-age=31536000, immutable",
      "Content-Type": "text/javascript; charset=utf-8",
      "Content-Encoding": "br",
    },
  });
  expect(reply?.body).toEqual(packed);
  const font = await get("/assets/face-1.woff2", { "accept-encoding": "br" });
  expect(font?.headers).toMatchObject({ "Content-Type": "font/woff2" });
  expect(font?.headers).not.toHaveProperty("Content-Encoding");
});

test("without a build each page says how to make one", async () => {
  const pages = new WebPages(join(folder, "nowhere"));
  expect(pages.areBuilt).toBe(false);
  router = new Router(pages.routes);
  for (const path of ["/", "/desk", "/screen/a"]) {
    const reply = await get(path, { "accept-language": "de" });
    expect(reply).toMatchObject({ status: 503, headers: { "Cache-Control": "no-store" } });
    expect(text(reply)).toContain("npm run web");
  }
});

test("a person gets a page for an unknown address, a program JSON", () => {
  const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  const page = notFoundPage({ method: "GET", url: "/nothing", headers: { accept } });
  expect(page).toMatchObject({ status: 404, headers: { "Content-Type": "text/html; charset=utf-8" } });
  const hash = createHash("sha256")
    .update(/<style>([^<]*)</.exec(text(page))![1]!)
    .digest("base64");
  expect(page?.headers?.["Content-Security-Policy"]).toContain(hash);
  for (const other of ["*/*", "application/json", "application/json, text/html;q=0.5", undefined])
    expect(notFoundPage({ method: "GET", url: "/nothing", headers: { accept: other } })).toBeUndefined();
  expect(notFoundPage({ method: "POST", url: "/nothing", headers: { accept } })).toBeUndefined();
  expect(
    notFoundPage({ method: "GET", url: "/", originalUrl: "/api/nothing", headers: { accept } }),
  ).toBeUndefined();
});
