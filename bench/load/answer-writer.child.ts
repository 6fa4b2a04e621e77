import { Client } from "pg";
import type { Rates, Writing } from "./answer-writer.ts";

/** The process of an AnswerWriter: its first message says who writes, each after it at what rates. */

const TICK_MS = 50;

const INSERT = `
  insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select session, question, player, player % 4, player % 20000, case when player % 4 = 0 then 500 else 0 end,
    player % 4 = 0, now()
  from unnest($1::int[], $2::int[], $3::int[]) as answer (session, question, player)
  on conflict do nothing`;

let rates: Rates = { small: 0, large: 0 };

process.once("message", (writing: Writing) => {
  process.on("message", (next: Rates) => {
    rates = next;
  });
  void write(writing);
});
process.once("disconnect", () => process.exit());

async function write({ url, large, small }: Writing): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let turn = 0;
  let player = 0;
  for (let dueAt = performance.now(); ; dueAt = Math.max(performance.now(), dueAt + TICK_MS)) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    const few = Array.from({ length: (rates.small * TICK_MS) / 1000 }, () => turn++);
    const many = Array.from(
      { length: Math.min((rates.large * TICK_MS) / 1000, large.players - player) },
      () => ++player,
    );
    if (few.length + many.length === 0) continue;
    const sessions = few.map((index) => large.sessionNo + 1 + (index % small.sessions));
    const cells = few.map((index) => Math.floor(index / small.sessions));
    await client.query(INSERT, [
      [...sessions, ...many.map(() => large.sessionNo)],
      [
        ...cells.map((cell) => 1 + (Math.floor(cell / small.players) % small.questions)),
        ...many.map(() => large.question),
      ],
      [...cells.map((cell) => 1 + (cell % small.players)), ...many],
    ]);
    process.send!({ at: Date.now(), small: sessions, large: many.length });
  }
}
