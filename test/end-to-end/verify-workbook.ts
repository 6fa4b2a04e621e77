import readWorkbook from "read-excel-file/node";
import { must } from "../harness/client.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

/** The reader leaves out the spaces around a text. */
const nameOf = (cell: unknown) => String(cell ?? "").trim();

/** Checks that the report as a workbook has every player's place and every answer that counts, each once. */
export async function verifyWorkbook({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const reply = await host.reportFile(session.id, "xlsx");
  must(reply, 200);
  expect(reply.headers["content-type"]).toBe(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  );
  const sheets = Object.fromEntries((await readWorkbook(reply.raw)).map(({ sheet, data }) => [sheet, data]));
  expect(Object.keys(sheets)).toEqual(["Summary", "Questions", "Players", "Answers"]);
  expect(sheets.Questions).toHaveLength(oracle.questions.length + 1);
  expect(
    sheets.Players?.slice(1).map(([rank, no, nickname, points]) => [rank, no, nameOf(nickname), points]),
  ).toEqual(
    oracle.places().map(({ rank, playerNo, nickname, points }) => [rank, playerNo, nameOf(nickname), points]),
  );
  expect(
    sheets.Answers?.slice(1).map(([no, nickname, question, , , right, points, elapsedMs]) => [
      no,
      nameOf(nickname),
      question,
      right,
      points,
      elapsedMs,
    ]),
  ).toEqual(
    oracle
      .responses()
      .map(({ playerNo, nickname, question, correct, points, elapsedMs }) => [
        playerNo,
        nameOf(nickname),
        question,
        correct,
        points,
        elapsedMs,
      ]),
  );
}
