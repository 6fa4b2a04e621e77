import { jest } from "@jest/globals";
import { Credits } from "../../../../services/api/fairness/credits.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, STAGES } from "../fixtures.ts";
import { opened, subscribe } from "../streams/subscribe.ts";

const fair = { settings: settings({ fairness: "delivery" }) };
const lobby = cachedSession(fair);
const playing = cachedSession({ ...opened, ...fair, windows: [STAGES.open(2)] });

beforeEach(() => jest.useFakeTimers({ now: NOON + 30 }));
afterEach(() => jest.useRealTimers());

function setUp() {
  const credits = new Credits();
  const channel = new Channel(
    lobby,
    undefined,
    async () => [],
    (...question) => credits.begin(...question),
  );
  const creditOf = (player: number, session = playing) => credits.creditMs(session.record, 2, player);
  return { channel, creditOf };
}

test("a question that is written to a player's stream 30 ms after its opening is a credit of 30 ms", () => {
  const { channel, creditOf } = setUp();
  subscribe(channel, "players", 7);
  subscribe(channel, "players");
  subscribe(channel, "host");
  channel.sessionChanged(playing);
  expect([creditOf(7), creditOf(8)]).toEqual([30, 0]);
});

test("a stream that opens after the question, or reads so slowly that it is skipped, has no credit", () => {
  const { channel, creditOf } = setUp();
  const slow = subscribe(channel, "players", 7);
  slow.res.bufferedBytes = 2 ** 20;
  channel.sessionChanged(playing);
  subscribe(channel, "players", 8);
  slow.res.bufferedBytes = 0;
  channel.catchUp(slow.stream);
  expect([creditOf(7), creditOf(8)]).toEqual([0, 0]);
});

test("later events of the session change no credit", () => {
  const { channel, creditOf } = setUp();
  subscribe(channel, "players", 7);
  channel.sessionChanged(playing);
  jest.setSystemTime(NOON + 200);
  channel.playersChanged(playing);
  channel.sessionChanged(cachedSession({ ...playing.record, revision: 3, voided: [1] }));
  expect(creditOf(7)).toBe(30);
});
