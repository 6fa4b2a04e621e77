import { jest } from "@jest/globals";
import fc from "fast-check";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import { AnsweredCloser } from "../../../../services/stats/closing/answered-closer.ts";
import { NOON, openWindow, sessionRecord, settings } from "../../../harness/session-record.ts";
import { FakeGateways } from "./fake-gateways.ts";

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

const LAST_PLAYER = 3000;

/** A closer with a session that stands at question 2, in which the players of `answers` have answered. */
function newGame({ gateways = 10, closeWhenAllAnswered = true } = {}) {
  const world = new FakeGateways(gateways);
  const answers = new Map([1, 2].map((question) => [question, new Set<number>()]));
  const game = {
    record: sessionRecord({
      settings: settings({ closeWhenAllAnswered }),
      openedAt: NOON,
      windows: [openWindow(1, { openedAt: NOON - 10_000, closesAt: NOON - 1 }), openWindow(2)],
    }) as SessionRecord,
    closed: [] as number[],
    reads: 0,
    /** What the sessions node does. */
    close: async (question: number): Promise<SessionRecord | null> => {
      const windows = game.record.windows.map((window) =>
        window.question === question ? { ...window, closesAt: Date.now() } : window,
      );
      return { ...game.record, windows };
    },
  };
  const closer = new AnsweredCloser(
    {
      session: () => game.record,
      answersTo: async (questions) => {
        game.reads++;
        return questions.map((question) => {
          const grades = new Uint16Array(LAST_PLAYER + 1);
          for (const player of answers.get(question)!) grades[player] = 1;
          return { grades, attempts: answers.get(question)!.size };
        });
      },
      onClosed: (record) => {
        game.record = record;
      },
    },
    {
      gateways: world,
      closeAnswered: (_, question) => {
        game.closed.push(question);
        return game.close(question);
      },
    },
  );
  /** The closer is told of a change, and has time to finish its check. */
  const settle = async () => {
    closer.wake();
    await jest.advanceTimersByTimeAsync(0);
  };
  return Object.assign(game, { world, answers, closer, settle, at: (no: number) => world.at(`api-${no}`) });
}

/** The rule, as the documents say it, for a game of six players. */
function mustClose({ world, answers, record }: ReturnType<typeof newGame>): boolean {
  const isRemoved = (player: number) => record.removed.includes(player);
  const all = [1, 2, 3, 4, 5, 6].filter((player) => !isRemoved(player));
  const isIn = (player: number) =>
    answers.get(1)!.has(player) || world.names()!.some((name) => world.at(name).has(player));
  const hasAnswered = (player: number) => answers.get(2)!.has(player);
  return all.some(hasAnswered) && all.filter(isIn).every(hasAnswered);
}

type Step = ["open" | "leave" | "answer" | "answeredBefore" | "remove", player: number, gateway: number];

test("after every step of a random game the question is closed exactly if the rule says so", async () => {
  const step = fc.tuple(
    fc.constantFrom("open", "leave", "answer", "answer", "answeredBefore", "remove"),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 10 }),
  ) as fc.Arbitrary<Step>;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const game = newGame();
      const streams: [number, number][] = [];
      for (const [what, player, gateway] of steps) {
        if (what === "open") {
          streams.push([player, gateway]);
          game.at(gateway).add(player);
        } else if (what === "leave") {
          const [own = []] = streams.filter(([no]) => no === player);
          if (own.length === 0) continue;
          streams.splice(streams.indexOf(own as [number, number]), 1);
          game.at(own[1]!).remove(player);
        } else if (what === "remove") {
          game.record = { ...game.record, removed: [...game.record.removed, player] };
        } else game.answers.get(what === "answer" ? 2 : 1)!.add(player);
        const expected = mustClose(game);
        await game.settle();
        expect(game.closed).toEqual(expected ? [2] : []);
        if (expected) break;
      }
      game.closer.stop();
    }),
    { numRuns: 200 },
  );
});

test("if no answer comes, a stream that closes is noticed within a second", async () => {
  const game = newGame();
  game.answers.get(2)!.add(1);
  for (const player of [1, 2]) game.at(3).add(player);
  await game.settle();
  await jest.advanceTimersByTimeAsync(3000);
  expect(game.closed).toEqual([]);
  game.at(3).remove(2);
  await jest.advanceTimersByTimeAsync(1000);
  expect(game.closed).toEqual([2]);
  game.closer.stop();
});

test("a player who reconnects at another gateway is still awaited there", async () => {
  const game = newGame();
  game.answers.get(2)!.add(1);
  game.at(3).add(2);
  await game.settle();
  game.at(8).add(2);
  game.at(3).remove(2);
  await jest.advanceTimersByTimeAsync(2000);
  expect(game.closed).toEqual([]);
  game.answers.get(2)!.add(2);
  await game.settle();
  expect(game.closed).toEqual([2]);
  game.closer.stop();
});

test("while a known gateway does not reply nothing closes; once it is known to be dead, the question does", async () => {
  const game = newGame();
  game.answers.get(2)!.add(1);
  game.at(9).add(2);
  game.world.silent.add("api-9");
  await game.settle();
  await jest.advanceTimersByTimeAsync(5000);
  expect(game.closed).toEqual([]);
  game.world.die("api-9");
  await jest.advanceTimersByTimeAsync(1000);
  expect(game.closed).toEqual([2]);
  game.closer.stop();
});

test("in the time for reading nothing closes; the question is watched from its opening on", async () => {
  const game = newGame();
  const windows = [openWindow(1), openWindow(2, { openedAt: NOON + 25_000, closesAt: NOON + 45_000 })];
  game.record = { ...game.record, windows };
  for (const question of [1, 2]) game.answers.get(question)!.add(1);
  jest.setSystemTime(NOON + 20_000);
  await game.settle();
  await jest.advanceTimersByTimeAsync(4000);
  expect(game.closed).toEqual([]);
  await jest.advanceTimersByTimeAsync(1500);
  expect(game.closed).toEqual([2]);
  game.closer.stop();
});

test("what cannot be closed is tried again, and a host who has pressed next meanwhile loses nothing", async () => {
  const game = newGame();
  game.answers.get(2)!.add(1);
  game.close = async () => null;
  await game.settle();
  await jest.advanceTimersByTimeAsync(2000);
  expect(new Set(game.closed)).toEqual(new Set([2]));
  const tries = game.closed.length;
  expect(tries).toBeGreaterThan(1);
  game.answers.set(3, new Set());
  const windows = [
    ...game.record.windows.slice(0, 1),
    openWindow(2, { closesAt: Date.now() }),
    openWindow(3, { openedAt: Date.now() }),
  ];
  game.record = { ...game.record, windows };
  await jest.advanceTimersByTimeAsync(2000);
  expect(game.closed).toHaveLength(tries);
  game.closer.stop();
});

test("while answers come in, the gateways are rarely asked for all their players", async () => {
  const game = newGame();
  for (let player = 1; player <= LAST_PLAYER; player++) game.at(1 + (player % 10)).add(player);
  // Multiples of a number without a common divisor: the players answer in no order.
  for (let answered = 1; answered <= LAST_PLAYER; answered++) {
    game.answers.get(2)!.add(1 + ((answered * 1511) % LAST_PLAYER));
    if (answered % 10 === 0) await game.settle();
  }
  expect(game.closed).toEqual([2]);
  // 300 checks of ten gateways; about log(3000) of them find a new player.
  expect(game.world.blocksAsked).toBeLessThan(10 * 50);
  game.closer.stop();
});

test("without the setting nothing is read, asked or scheduled", async () => {
  const game = newGame({ closeWhenAllAnswered: false });
  game.answers.get(2)!.add(1);
  await game.settle();
  expect([game.reads, game.world.calls.length, jest.getTimerCount()]).toEqual([0, 0, 0]);
});

test("after the stop, no check follows", async () => {
  const game = newGame();
  game.at(1).add(2);
  game.answers.get(2)!.add(1);
  await game.settle();
  game.closer.stop();
  game.at(1).remove(2);
  await jest.advanceTimersByTimeAsync(5000);
  expect(game.closed).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
