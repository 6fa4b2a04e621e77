/** What a player's page in one language is made of. */
export interface PlayerParts {
  /** The page as Vite built it. */
  html: string;
  /** A BCP 47 tag. */
  language: string;
  /** The first view, as HTML. */
  content: string;
  /** The address of the language's catalog. */
  catalog: string;
  /** Reads a stylesheet. @param address as in the HTML */
  readStyles: (address: string) => string;
}

/** Not fetched; Vite's scripts see that the page has these styles, and do not load them again with the next view. */
const DISABLED = '\n<link rel="stylesheet" disabled href="$1">';
const STYLESHEET = /\s*<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/g;

/**
 * The player's page in one language, so that its first paint waits for nothing but itself: the styles stand in it, the
 * join form is there before any script, and the language's catalog is fetched beside the scripts.
 *
 * @throws Error if Vite's HTML has not the places for all this
 */
export function playerHtml({ html, language, content, catalog, readStyles }: PlayerParts): string {
  const styles = [...html.matchAll(STYLESHEET)].map(([, address]) => readStyles(address!)).join("");
  if (/<\/style/i.test(styles)) throw new Error("The styles would end their element.");
  const head = `<link rel="modulepreload" crossorigin href="${catalog}">\n<style>${styles}</style>\n</head>`;
  return replaceOnce(
    replaceOnce(
      replaceOnce(html.replaceAll(STYLESHEET, DISABLED), '<html lang="en">', `<html lang="${language}">`),
      "</head>",
      head,
    ),
    '<div id="page"></div>',
    `<div id="page">${content}</div>`,
  );
}

function replaceOnce(text: string, part: string, by: string): string {
  const parts = text.split(part);
  if (parts.length !== 2) throw new Error(`${part} stands ${parts.length - 1} times in the page.`);
  return parts.join(by);
}
