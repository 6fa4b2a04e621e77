import { Readable } from "node:stream";
import type { Place } from "../../../platform/domain/stats.ts";
import type { Reply } from "../http/response.ts";

/** A report as JSON: `head` with all `places` as its last field, sent as fast as the client reads. */
export function reportJson(head: object, pages: AsyncIterable<Place[]>): Reply {
  return {
    status: 200,
    headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
    body: Readable.from(serialize(head, pages), { objectMode: false }),
  };
}

async function* serialize(head: object, pages: AsyncIterable<Place[]>): AsyncGenerator<string> {
  let prefix = `${JSON.stringify(head).slice(0, -1)},"places":[`;
  for await (const page of pages) {
    if (page.length === 0) break;
    yield prefix + JSON.stringify(page).slice(1, -1);
    prefix = ",";
  }
  yield prefix === "," ? "]}" : `${prefix}]}`;
}
