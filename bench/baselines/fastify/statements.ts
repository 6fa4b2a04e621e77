import type { Answer } from "./app.ts";

export const INSERT = `insert into answers
  (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning player_no`;

export const COUNTS = `select choice as id, count(*)::int as count from answers
  where session_no = $1 and question_no = $2 group by choice order by choice`;

export function valuesOf(answer: Answer): (number | boolean | Date)[] {
  const { session, question, player, choice, elapsedMs, points, correct, receivedAt } = answer;
  return [session, question, player, choice, elapsedMs, points, correct, new Date(receivedAt)];
}
