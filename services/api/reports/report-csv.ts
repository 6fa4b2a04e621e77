import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { Place } from "../../../platform/domain/stats.ts";
import type { Reply } from "../http/response.ts";
import { csvReply } from "./csv.ts";

const COLUMNS = ["rank", "playerNo", "nickname", "points", "elapsedMs"];

/** The final table as CSV. */
export function reportCsv(session: SessionRecord, pages: AsyncIterable<Place[]>): Reply {
  return csvReply(session.code, COLUMNS, rowsOf(pages));
}

async function* rowsOf(pages: AsyncIterable<Place[]>) {
  for await (const page of pages) {
    yield page.map(({ rank, playerNo, nickname, points, elapsedMs }) => [
      rank,
      playerNo,
      nickname,
      points,
      elapsedMs,
    ]);
  }
}
