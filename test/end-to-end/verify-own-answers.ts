import { must } from "../harness/client.ts";
import type { OwnAnswer } from "../harness/contract.ts";
import { untilEqual } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import { sameAnswer } from "./oracle/grading.ts";
import type { GivenAnswer, Oracle } from "./oracle.ts";
import { csvRows, escapedCell } from "./verify-report.ts";

/** What a player is told of an answer after the end, in the form of the oracle's ledger. */
function comparable(
  own: Omit<OwnAnswer, "correct"> & { correct?: boolean | null },
  given: GivenAnswer | undefined,
) {
  const { question, answer, elapsedMs, points, correct = null } = own;
  // Typed answers may come back in another spelling that counts as the same.
  const shown = given && sameAnswer(answer, given.answer) ? given.answer : answer;
  return { question, answer: shown, elapsedMs, points, correct };
}

/** Waits until `GET /me/answers` of every player equals the oracle's ledger. */
export async function verifyOwnAnswers({ players }: SessionFixture, oracle: Oracle): Promise<void> {
  const given = Map.groupBy(oracle.responses(), ({ playerNo }) => playerNo);
  await untilEqual(
    "the replies to GET /me/answers equal the oracle's",
    () =>
      Promise.all(
        players.map(async (player) =>
          must(await player.ownAnswers(), 200).map((own) =>
            comparable(
              own,
              given.get(player.no)?.find(({ question }) => question === own.question),
            ),
          ),
        ),
      ),
    players.map(({ no }) => (given.get(no) ?? []).map(({ playerNo: _, nickname: __, ...answer }) => answer)),
  );
}

/** Waits until the export of all answers equals the oracle's ledger, in its order. */
export async function verifyResponses({ host, session }: SessionFixture, oracle: Oracle): Promise<void> {
  const given = oracle.responses();
  await untilEqual(
    "the export of all answers equals the oracle's ledger",
    async () => {
      const { responses } = must(await host.responses(session.id), 200);
      return responses.map(({ receivedAt, ...row }, index) => {
        expect(Number.isNaN(Date.parse(receivedAt))).toBe(false);
        const { playerNo, nickname } = row;
        return { playerNo, nickname, ...comparable(row, given[index]) };
      });
    },
    given,
  );
  const csv = (await host.responsesCsv(session.id)).raw.toString("utf8");
  expect(csv.slice(0, 1)).toBe("\ufeff");
  const [header = [], ...rows] = csvRows(csv);
  const columns = ["playerNo", "nickname", "question", "points", "elapsedMs"] as const;
  expect(rows.map((row) => columns.map((column) => row[header.indexOf(column)]))).toEqual(
    given.map((row) => columns.map((column) => escapedCell(String(row[column])))),
  );
}
