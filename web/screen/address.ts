import { decoded } from "../game/address.ts";

/** What the address of a screen or an overlay says. */
export interface ScreenAddress {
  sessionId: string;
  /** Undefined if the address has none: then there is no join code and nobody's name. */
  token: string | undefined;
  theme: "light" | "dark" | undefined;
  /** A BCP 47 tag. */
  language: string | undefined;
}

/** @param address `/screen/<session id>?theme=&lang=#<screen token>`, or the same with `/overlay/` */
export function readAddress({
  pathname,
  search,
  hash,
}: Pick<URL, "pathname" | "search" | "hash">): ScreenAddress {
  const query = new URLSearchParams(search);
  const theme = query.get("theme");
  return {
    sessionId: decoded(pathname.split("/")[2] ?? ""),
    token: decoded(hash.slice(1)) || undefined,
    theme: theme === "light" || theme === "dark" ? theme : undefined,
    language: query.get("lang") || undefined,
  };
}

/** A join code in groups that are easy to read aloud: `123 456`, `AB12 CD34`. */
export function groupedCode(code: string): string {
  const size = code.length % 3 === 0 || code.length < 5 ? 3 : 4;
  const groups = code.match(new RegExp(`.{1,${size}}`, "gu")) ?? [code];
  return groups.join("\u2009\u2009");
}
