import { Readable } from "node:stream";
import type { Place } from "../../../platform/contracts/contracts.ts";
import type { Reply } from "../http/request-context.ts";

/** A report as JSON: `head` with everyone's `places` after it, sent as fast as the client reads. */
export function reportJson(head: object, pages: AsyncIterable<Place[]>): Reply {
  return {
    status: 200,
    headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
    body: Readable.from(textOf(head, pages), { objectMode: false }),
  };
}

async function* textOf(head: object, pages: AsyncIterable<Place[]>): AsyncGenerator<string> {
  let before = `${JSON.stringify(head).slice(0, -1)},"places":[`;
  for await (const page of pages) {
    if (page.length === 0) break;
    yield before + JSON.stringify(page).slice(1, -1);
    before = ",";
  }
  yield before === "," ? "]}" : `${before}]}`;
}
