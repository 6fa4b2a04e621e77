import { ServiceBroker } from "moleculer";
import type { PlayerAnswers } from "../../../../platform/contracts/contracts.ts";
import { OwnAnswersLoader } from "../../../../services/api/batching/own-answers-loader.ts";
import { until } from "../../../harness/until.ts";

const broker = new ServiceBroker({ logger: false });
/** The calls so far, and how many run now. */
let calls: { session: number; players: number[] }[] = [];
let running = 0;
let mostRunning = 0;
/** Calls wait for it. */
let gate: PromiseWithResolvers<void>;
let failure: Error | undefined;

/** Each player has answered as many questions as the last digit of the number says. */
function answersOf(players: number[]): PlayerAnswers {
  const answers = players.map((player) => player % 10);
  const rows = players.flatMap((player) =>
    Array.from({ length: player % 10 }, (_, index) => ({ player, question: index + 1 })),
  );
  return {
    answers,
    question: rows.map(({ question }) => question),
    choice: rows.map(({ player }) => player),
    response: rows.map(() => null),
    elapsedMs: rows.map(() => 5),
    points: rows.map(() => 7),
    correct: rows.map(() => true),
  };
}

broker.createService({
  name: "answers",
  actions: {
    async ofPlayers({ params }: { params: { session: number; players: number[] } }) {
      calls.push(params);
      mostRunning = Math.max(mostRunning, ++running);
      await gate.promise;
      running--;
      if (failure) throw failure;
      return answersOf(params.players);
    },
  },
});
beforeAll(() => broker.start());
afterAll(() => broker.stop());
beforeEach(() => {
  [calls, running, mostRunning, failure] = [[], 0, 0, undefined];
  gate = Promise.withResolvers();
});

const loader = () => new OwnAnswersLoader(broker);
const session = (no: number, questions = 20) => ({ no, questions });
const range = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

test("players of one session share a call, and each gets their own answers", async () => {
  gate.resolve();
  const own = loader();
  const loaded = await Promise.all([12, 10, 13].map((player) => own.load(session(1), player)));
  expect(calls).toEqual([{ session: 1, players: [12, 10, 13] }]);
  expect(loaded.map((answers) => answers.map(({ question }) => question))).toEqual([[1, 2], [], [1, 2, 3]]);
  expect(loaded[2]).toContainEqual({
    question: 3,
    choice: 13,
    response: null,
    elapsedMs: 5,
    points: 7,
    correct: true,
  });
});

test("a player who asks twice at once is looked up once; later again", async () => {
  gate.resolve();
  const own = loader();
  await Promise.all([own.load(session(1), 3), own.load(session(1), 3)]);
  expect(calls).toHaveLength(1);
  await own.load(session(1), 3);
  expect(calls).toHaveLength(2);
});

test("two calls run at a time, of 2,000 look-ups each; who comes meanwhile waits, and sessions take turns", async () => {
  const own = loader();
  const loads = range(250).map((player) => own.load(session(1), player));
  loads.push(own.load(session(2, 1000), 1), own.load(session(2, 1000), 2), own.load(session(2, 1000), 3));
  await until("two calls run", () => running === 2);
  loads.push(own.load(session(3), 1));
  gate.resolve();
  await Promise.all(loads);
  expect(mostRunning).toBe(2);
  expect(calls.map(({ session: no, players }) => [no, players.length])).toEqual([
    [1, 100],
    [2, 2],
    [1, 100],
    [2, 1],
    [3, 1],
    [1, 50],
  ]);
});

test("who finds 2,000 waiting is told to try again; the others get their answers", async () => {
  const own = loader();
  const loads = range(2000).map((player) => own.load(session(1), player));
  await expect(own.load(session(1), 2001)).rejects.toMatchObject({ type: "TRY_AGAIN" });
  await expect(own.load(session(9), 1)).rejects.toMatchObject({ type: "TRY_AGAIN" });
  gate.resolve();
  expect(await Promise.all(loads)).toHaveLength(2000);
  expect(await own.load(session(9), 1)).toHaveLength(1);
});

test("an error of a call goes to its players, and the next call is made", async () => {
  const own = loader();
  gate.resolve();
  failure = new Error("away");
  await expect(own.load(session(1), 1)).rejects.toThrow("away");
  failure = undefined;
  expect(await own.load(session(1), 1)).toHaveLength(1);
});
