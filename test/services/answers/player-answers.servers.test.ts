import { answersOfPlayers } from "../../../services/answers/player-answers.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { openSession } from "../sessions/session-on-database.ts";

const db = freshDatabase();

test("each player gets all own answers of the session, in order of question", async () => {
  const windows = [{ question: 3 }, { question: 1 }, { question: 2 }];
  const [session, other] = [await openSession(db, windows), await openSession(db, windows)];
  const rows: [
    session: number,
    question: number,
    player: number,
    choice: number | null,
    text: string | null,
  ][] = [
    [session, 3, 7, null, "Paris"],
    [session, 1, 7, 2, null],
    [session, 2, 5, 0, null],
    [session, 1, 6, 1, null],
    [other, 1, 7, 3, null],
  ];
  for (const [no, question, player, choice, response] of rows) {
    await db.query(
      `insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at)
       values ($1, $2, $3, $4, $5, 900, 70, $4 = 2, now())`,
      [no, question, player, choice, response],
    );
  }
  expect(await answersOfPlayers(db, session, [7, 8, 5, 7])).toEqual({
    answers: [2, 0, 1, 2],
    question: [1, 3, 2, 1, 3],
    choice: [2, null, 0, 2, null],
    response: [null, "Paris", null, null, "Paris"],
    elapsedMs: [900, 900, 900, 900, 900],
    points: [70, 70, 70, 70, 70],
    correct: [true, null, false, true, null],
  });
  expect(await answersOfPlayers(db, session, [])).toMatchObject({ answers: [], question: [] });
});
