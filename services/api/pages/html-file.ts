import { htmlHeaders } from "./html-policy.ts";
import { type Contents, StaticFile } from "./static-file.ts";

/** A page that the build made. @param headers besides those of every page */
export function htmlFile(contents: Contents, headers: Readonly<Record<string, string>> = {}): StaticFile {
  const all = { ...htmlHeaders(contents.identity.toString()), ...headers };
  return new StaticFile("text/html; charset=utf-8", all, () => contents);
}
