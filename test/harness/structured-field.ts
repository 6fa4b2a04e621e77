/**
 * The strings in a header that is a list of strings (RFC 9651, 4.2.1 and 4.2.5), read to the letter.
 *
 * @throws Error if the header has another form
 */
export function parseStringList(header: string): string[] {
  const strings: string[] = [];
  let rest = header.replace(/^ +| +$/g, "");
  while (rest !== "") {
    const [item, content] = /^"((?:[ !#-[\]-~]|\\["\\])*)"/.exec(rest) ?? [];
    if (item === undefined) throw new Error(`no string at ${rest.slice(0, 40)}`);
    strings.push(content!.replace(/\\(["\\])/g, "$1"));
    rest = rest.slice(item.length).replace(/^[ \t]+/, "");
    if (rest === "") break;
    const [comma] = /^,[ \t]*/.exec(rest) ?? [];
    if (comma === undefined) throw new Error(`no comma at ${rest.slice(0, 40)}`);
    rest = rest.slice(comma.length);
    if (rest === "") throw new Error("a comma at the end");
  }
  return strings;
}
