import { SessionBoard } from "../../../../services/stats/live/session-board.ts";
import { StatsThreads } from "../../../../services/stats/worker/worker-pools.ts";
import { freshDatabase } from "../../../harness/fresh-database.ts";
import { SHAPES } from "../arbitrary-answers.ts";
import type { Answer } from "../recount.ts";
import { storeAnswers } from "../stored-answers.ts";

const db = freshDatabase();
const SESSION = 7;
const COUNTS = { removed: [], voided: [], open: [1], closed: new Set<number>() };

let threads: StatsThreads;
beforeAll(() => {
  threads = new StatsThreads(1);
});
afterAll(() => threads.stop());

const answer = (player: number): Answer => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 10,
  points: 100,
  correct: true,
});

const store = (...players: number[]) => storeAnswers(db, SESSION, players.map(answer));

test("a board that is only behind is not different, whenever the answers came that it lacks", async () => {
  await store(1);
  const older = new SessionBoard(SESSION, threads);
  await older.update(db, COUNTS, SHAPES);
  await store(2, 3);
  const newer = new SessionBoard(SESSION, threads);
  await newer.update(db, COUNTS, SHAPES);
  await store(4);
  const { update, difference } = await newer.updateWith(older, db, COUNTS, SHAPES);
  expect(difference).toEqual({ questions: [], players: 0 });
  expect(update.rows).toBe(4);
  expect(await older.standings([2, 4])).toMatchObject({ answered: [1, 1] });
});

test("with a board that holds nothing there is nothing to compare", async () => {
  const newer = new SessionBoard(SESSION, threads);
  const { update, difference } = await newer.updateWith(
    new SessionBoard(SESSION, threads),
    db,
    COUNTS,
    SHAPES,
  );
  expect(difference).toBeNull();
  expect(update.rows).toBe(4);
});
