import { Client } from "pg";
import type { Rates, WriterOptions } from "./answer-writer.ts";

/** The child process of an AnswerWriter. Its first message has the options, each later message has the rates. */

const TICK_MS = 50;

const INSERT = `
  insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
  select session, question, player, player % 4, player % 20000, case when player % 4 = 0 then 500 else 0 end,
    player % 4 = 0, now()
  from unnest($1::int[], $2::int[], $3::int[]) as answer (session, question, player)
  on conflict do nothing`;

let rates: Rates = { small: 0, large: 0 };

process.once("message", (options: WriterOptions) => {
  process.on("message", (next: Rates) => {
    rates = next;
  });
  void write(options);
});
process.once("disconnect", () => process.exit());

async function write({ url, large, small }: WriterOptions): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let nextSmallAnswer = 0;
  let lastPlayer = 0;
  for (let dueAt = performance.now(); ; dueAt = Math.max(performance.now(), dueAt + TICK_MS)) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    const smallAnswers = Array.from({ length: (rates.small * TICK_MS) / 1000 }, () => nextSmallAnswer++);
    const largePlayers = Array.from(
      { length: Math.min((rates.large * TICK_MS) / 1000, large.players - lastPlayer) },
      () => ++lastPlayer,
    );
    if (smallAnswers.length + largePlayers.length === 0) continue;
    const sessions = smallAnswers.map((index) => large.sessionNo + 1 + (index % small.sessions));
    const cells = smallAnswers.map((index) => Math.floor(index / small.sessions));
    await client.query(INSERT, [
      [...sessions, ...largePlayers.map(() => large.sessionNo)],
      [
        ...cells.map((cell) => 1 + (Math.floor(cell / small.players) % small.questions)),
        ...largePlayers.map(() => large.question),
      ],
      [...cells.map((cell) => 1 + (cell % small.players)), ...largePlayers],
    ]);
    process.send!({ at: Date.now(), small: sessions, large: largePlayers.length });
  }
}
