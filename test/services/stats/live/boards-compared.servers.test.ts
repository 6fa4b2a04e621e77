import { SessionBoard } from "../../../../services/stats/live/session-board.ts";
import { WorkerPools } from "../../../../services/stats/worker/worker-pools.ts";
import { freshDatabase } from "../../../harness/fresh-database.ts";
import type { AnswerRow } from "../answer-rows.ts";
import { SHAPES } from "../arbitrary-answers.ts";
import { storeAnswers } from "../stored-answers.ts";

const db = freshDatabase();
const SESSION = 7;
const RULES = { removed: [], voided: [], open: [1], closed: new Set<number>(), byTime: true };

let workers: WorkerPools;
beforeAll(() => {
  workers = new WorkerPools(1);
});
afterAll(() => workers.stop());

const answer = (player: number): AnswerRow => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 10,
  points: 100,
  correct: true,
});

const store = (...players: number[]) => storeAnswers(db, SESSION, players.map(answer));

test("a board that is only behind does not count as different, whenever its missing answers were stored", async () => {
  await store(1);
  const older = new SessionBoard(SESSION, workers);
  await older.update(db, RULES, SHAPES);
  await store(2, 3);
  const newer = new SessionBoard(SESSION, workers);
  await newer.update(db, RULES, SHAPES);
  await store(4);
  const { update, difference } = await newer.updateBoth(older, db, RULES, SHAPES);
  expect(difference).toEqual({ questions: [], players: 0 });
  expect(update.rows).toBe(4);
  expect(await older.standings([2, 4])).toMatchObject({ answered: [1, 1] });
});

test("an empty board cannot be compared", async () => {
  const newer = new SessionBoard(SESSION, workers);
  const { update, difference } = await newer.updateBoth(
    new SessionBoard(SESSION, workers),
    db,
    RULES,
    SHAPES,
  );
  expect(difference).toBeNull();
  expect(update.rows).toBe(4);
});
