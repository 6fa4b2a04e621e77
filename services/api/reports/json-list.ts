import { Readable } from "node:stream";
import type { Reply } from "../http/response.ts";

/**
 * `head` as JSON with a long list as its last field, sent as fast as the client reads. An error of `pages` cuts the
 * reply off.
 *
 * @param name the field of the list
 */
export function jsonWithList(head: object, name: string, pages: AsyncIterable<object[]>): Reply {
  return {
    status: 200,
    headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
    body: Readable.from(serialize(head, name, pages), { objectMode: false }),
  };
}

async function* serialize(
  head: object,
  name: string,
  pages: AsyncIterable<object[]>,
): AsyncGenerator<string> {
  const fields = JSON.stringify(head).slice(0, -1);
  yield `${fields}${fields === "{" ? "" : ","}${JSON.stringify(name)}:[`;
  let separator = "";
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield separator + JSON.stringify(page).slice(1, -1);
    separator = ",";
  }
  yield "]}";
}
