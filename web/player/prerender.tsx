import { renderToString } from "preact-render-to-string";
import { PlayerPage } from "./player-page.tsx";
import { texts } from "./text.ts";

/**
 * The first view of the player's page as HTML, for someone who has no game yet. Runs at build time, in Node.
 *
 * @param language a BCP 47 tag that has a catalog
 */
export async function prerender(language: string): Promise<string> {
  await texts.load([language]);
  return renderToString(<PlayerPage />);
}
