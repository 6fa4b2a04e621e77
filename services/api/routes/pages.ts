import { docsPages } from "../docs-page/docs-page.ts";
import { WEB_DIST, WebPages } from "../pages/web-pages.ts";
import type { Page } from "../routing/route.ts";

export const webPages = new WebPages(WEB_DIST);

/** Every page that the gateway serves, with its files. */
export const pages: readonly Page[] = [...docsPages, ...webPages.routes];
