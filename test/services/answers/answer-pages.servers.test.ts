import fc from "fast-check";
import { type AnswersPage, FIRST_ANSWERS } from "../../../platform/contracts/answers.ts";
import { answersPage } from "../../../services/answers/answer-pages.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { OPENED, openSession } from "../sessions/session-on-database.ts";

const db = freshDatabase();

interface Row {
  player: number;
  question: number;
  response?: string;
}

async function sessionWith(questions: number[], rows: Row[], removed: number[] = []): Promise<number> {
  const session = await openSession(
    db,
    questions.map((question) => ({ question })),
  );
  const players = [...new Set(rows.map(({ player }) => player))];
  await db.query(
    `insert into players (session_no, player_no, nickname, removed_at)
     select $1, p, 'player ' || p, case when p = any($3::int[]) then now() end from unnest($2::int[]) as p`,
    [session, players, removed],
  );
  await db.query(
    `insert into answers (session_no, question_no, player_no, choice, response, elapsed_ms, points, correct, received_at)
     select $1, q, p, case when r is null then 1 end, r, p, q, p % 2 = 0, to_timestamp($5::float8 / 1000)
     from unnest($2::int[], $3::int[], $4::text[]) as a (q, p, r)`,
    [
      session,
      rows.map(({ question }) => question),
      rows.map(({ player }) => player),
      rows.map(({ response }) => response ?? null),
      OPENED,
    ],
  );
  return session;
}

/** All pages of a session. */
async function pagesOf(session: number, limits?: Parameters<typeof answersPage>[3]): Promise<AnswersPage[]> {
  const pages: AnswersPage[] = [];
  for (let after: AnswersPage["next"] = FIRST_ANSWERS; after; after = pages.at(-1)!.next) {
    pages.push(await answersPage(db, session, after, limits));
  }
  return pages;
}

const keysOf = (pages: AnswersPage[]): [player: number, question: number][] =>
  pages.flatMap(({ players, question }) => {
    const numbers = players.playerNo.flatMap((no, index) => Array<number>(players.answers[index]!).fill(no));
    return numbers.map((no, index): [number, number] => [no, question[index]!]);
  });

const inOrder = (rows: Row[]) =>
  rows
    .map(({ player, question }): [number, number] => [player, question])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1]);

test("pages have each answer once, in order of player and question, however small the pages are", async () => {
  const row = fc.record({
    player: fc.integer({ min: 1, max: 40 }),
    question: fc.integer({ min: 1, max: 6 }),
  });
  const rows = fc.uniqueArray(row, {
    selector: ({ player, question }) => `${player}:${question}`,
    maxLength: 80,
  });
  const limits = fc.record({
    answers: fc.integer({ min: 1, max: 12 }),
    players: fc.integer({ min: 1, max: 6 }),
    textBytes: fc.constant(1000),
  });
  const removed = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 8 });
  const rule = fc.asyncProperty(rows, removed, limits, async (all, gone, bounds) => {
    const session = await sessionWith([1, 2, 3, 4, 5, 6], all, gone);
    const expected = inOrder(all.filter(({ player }) => !gone.includes(player)));
    const pages = await pagesOf(session, bounds);
    expect(keysOf(pages)).toEqual(expected);
    for (const { question, players } of pages) {
      expect(question.length).toBeLessThanOrEqual(bounds.answers);
      expect(players.playerNo.length).toBeLessThanOrEqual(bounds.players);
    }
  });
  await fc.assert(rule, { numRuns: 12 });
});

test("an answer comes as it is stored, with its player's nickname", async () => {
  const session = await sessionWith(
    [1, 2],
    [
      { player: 3, question: 1 },
      { player: 3, question: 2, response: "Zoë" },
    ],
  );
  expect(await answersPage(db, session, FIRST_ANSWERS)).toEqual({
    players: { playerNo: [3], nickname: ["player 3"], answers: [2] },
    question: [1, 2],
    choice: [1, null],
    response: [null, "Zoë"],
    elapsedMs: [3, 3],
    points: [1, 2],
    correct: [false, false],
    receivedAt: [OPENED, OPENED],
    next: null,
  });
});

test("a page with the longest texts stays under 1 MB, also as the worst JSON", async () => {
  const rows = Array.from({ length: 600 }, (_, index) => ({
    player: 1 + Math.floor(index / 3),
    question: 1 + (index % 3),
    // A control character takes six bytes in JSON.
    response: (index % 2 ? "\u0001" : "😀").repeat(500),
  }));
  const session = await sessionWith([1, 2, 3], rows);
  const pages = await pagesOf(session);
  expect(keysOf(pages)).toEqual(inOrder(rows));
  for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(500_000);
});

test("40,000 answers come in few pages, each of at most 2,000", async () => {
  const session = await openSession(
    db,
    Array.from({ length: 10 }, (_, index) => ({ question: index + 1 })),
  );
  await db.query(
    `insert into answers (session_no, question_no, player_no, choice, elapsed_ms, points, correct, received_at)
     select $1, q, p, 1, 1, 1, true, now() from generate_series(1, 10) q, generate_series(1, 4000) p`,
    [session],
  );
  let [count, pages, last] = [0, 0, 0];
  for (let after: AnswersPage["next"] = FIRST_ANSWERS; after; pages++) {
    const page: AnswersPage = await answersPage(db, session, after);
    for (const [player, question] of keysOf([page])) {
      if (player * 10 + question <= last) throw new Error(`Out of order: ${player}, ${question}`);
      last = player * 10 + question;
      count++;
    }
    expect(page.question.length).toBeLessThanOrEqual(2000);
    after = page.next;
  }
  expect(count).toBe(40_000);
  expect(pages).toBeLessThan(28);
}, 60_000);

test("few answers to many questions come in few pages", async () => {
  const questions = Array.from({ length: 500 }, (_, index) => index + 1);
  const rows = Array.from({ length: 4000 }, (_, index) => ({
    player: 1 + Math.floor(index / 2),
    question: 1 + ((index * 7) % 500),
  }));
  const session = await sessionWith(questions, rows);
  const pages = await pagesOf(session);
  expect(keysOf(pages)).toEqual(inOrder(rows));
  expect(pages.length).toBeLessThan(60);
});

test("the answers of a session that is deleted meanwhile are not found: what is left is not all of it", async () => {
  const rows = [1, 2, 3].map((player) => ({ player, question: 1 }));
  const session = await sessionWith([1], rows);
  const limits = { answers: 2, players: 2, textBytes: 1000 };
  const { next } = await answersPage(db, session, FIRST_ANSWERS, limits);
  await db.query("update sessions set deleted_at = now(), ended_at = now() where no = $1", [session]);
  await db.query("delete from question_windows where session_no = $1", [session]);
  await expect(answersPage(db, session, next!, limits)).rejects.toMatchObject({ type: "NOT_FOUND" });
});
