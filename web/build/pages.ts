/** The pages, by the folders of their `index.html`. */
export const PAGES = ["player", "desk", "screen", "overlay"] as const;
export type PageName = (typeof PAGES)[number];

/** The page that an address shows; undefined if it is none of a page. @param path without the query */
export function pageAt(path: string): PageName | undefined {
  if (path === "/" || path.startsWith("/join/")) return "player";
  const [, first] = path.split("/");
  return first === "desk" || first === "screen" || first === "overlay" ? first : undefined;
}
