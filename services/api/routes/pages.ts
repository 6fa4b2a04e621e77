import { docsPages } from "../docs-page/docs-page.ts";
import type { Page } from "../routing/route.ts";

/** Every page that the gateway serves, with its files. moleculer-web routes them: no hot path knows of them. */
export const pages: readonly Page[] = [...docsPages];
