import type { Queryable } from "../../../platform/database/database.ts";
import type { AnswerRow } from "./answer-rows.ts";

/** Inserts answers. For an existing answer, updates its points and `correct`, as when it is scored again. */
export async function storeAnswers(db: Queryable, sessionNo: number, answers: readonly AnswerRow[]) {
  const column = <K extends keyof AnswerRow>(name: K) => answers.map((row) => row[name]);
  await db.query(
    `insert into answers
       (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at)
     select $1::int, *, now() from unnest($2::int[], $3::int[], $4::int[], $5::text[], $6::int[], $7::int[], $8::boolean[])
     on conflict (session_no, question_no, player_no) do update
       set points = excluded.points, correct = excluded.correct,
           stored_xid = pg_current_xact_id()::text::bigint`,
    [
      sessionNo,
      column("question"),
      column("player"),
      column("choice"),
      column("response"),
      column("elapsed"),
      column("points"),
      column("correct"),
    ],
  );
}
