import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reply } from "../http/response.ts";
import type { Page } from "../routing/route.ts";
import { type BuiltPages, readBuiltPages } from "./built-files.ts";
import { htmlFile } from "./html-file.ts";
import { LanguagePage } from "./language-page.ts";
import { filesRoute, pageRoute } from "./page-routes.ts";
import { type Contents, FOR_GOOD, StaticFile } from "./static-file.ts";

/** Where `npm run web` puts the pages. */
export const WEB_DIST = fileURLToPath(new URL("../../../web/dist/", import.meta.url));

/** The addresses of the pages, by the folder that the build writes. No parameter is called `id`: these are no routes of the API. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  player: ["/", "/join/:code"],
  desk: ["/desk", "/desk/:view", "/desk/:view/:item", "/desk/:view/:item/:part"],
  screen: ["/screen/:session"],
  overlay: ["/overlay/:session"],
};

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
};

/** The pages of `web/`, as the build wrote them, all in memory. Without a build, each of them says how to make one. */
export class WebPages {
  readonly areBuilt: boolean;
  readonly routes: readonly Page[];

  /** @param folder what the build wrote */
  constructor(folder: string) {
    const built = readBuiltPages(folder, Object.keys(ADDRESSES));
    this.areBuilt = built !== undefined;
    const pages = Object.entries(ADDRESSES).flatMap(([name, paths]) => {
      const page = pageOf(built, name);
      return paths.map((path) => pageRoute(path, page));
    });
    this.routes = [...pages, filesRoute("/assets", assetsOf(built))];
  }
}

function pageOf(built: BuiltPages | undefined, name: string): Pick<StaticFile, "reply"> {
  const variants = built?.html.get(name);
  if (!variants) return { reply: () => NOT_BUILT };
  if (variants.has("en")) {
    const languages = [...variants].filter(([language]) => language !== "index");
    return new LanguagePage(new Map(languages));
  }
  return htmlFile(variants.get("index")!);
}

function assetsOf(built: BuiltPages | undefined): Map<string, StaticFile> {
  const fileOf = (name: string, contents: Contents) =>
    new StaticFile(
      TYPES[extname(name)] ?? "application/octet-stream",
      { "Cache-Control": FOR_GOOD },
      () => contents,
    );
  return new Map([...(built?.assets ?? [])].map(([name, contents]) => [name, fileOf(name, contents)]));
}

/** What to do on a node without pages; the start writes it into the log too. */
export const NOT_BUILT_TEXT =
  "The pages of Stampede are not built on this node. Run `npm run web` in its folder and start it again. The API works without them.";

const NOT_BUILT: Reply = {
  status: 503,
  headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  body: `${NOT_BUILT_TEXT}\n`,
};
