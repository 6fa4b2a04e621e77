import { jest } from "@jest/globals";
import type { SessionSettings } from "../../../../platform/domain/session.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, STAGES, snapshot } from "../fixtures.ts";
import { opened, subscribe } from "./subscribe.ts";

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

const sessionWith = (leaderboard: SessionSettings["leaderboard"], changes = {}) =>
  cachedSession({
    ...opened,
    settings: settings({ leaderboard }),
    windows: [STAGES.revealed(1)],
    ...changes,
  });
const stats = (seq: number) => cachedSnapshot(snapshot(seq, [questionStats(1, seq)], seq));

test.each([
  ["each", true, true],
  ["end", false, true],
  ["never", false, false],
] as const)("setting %s: players get a leaderboard while it runs: %s, at the end: %s", (setting, each, end) => {
  const channel = new Channel(sessionWith(setting), stats(1));
  const audiences = ["players", "screen", "host"] as const;
  const streams = audiences.map((audience) => subscribe(channel, audience));
  const has = ({ later }: (typeof streams)[number], from = 0) => later().slice(from).includes("leaderboard");
  channel.statsChanged(stats(2), [1]);
  const [player, screen, host] = streams;
  for (const stream of [player!, screen!]) {
    expect(stream.initial.includes("leaderboard")).toBe(each);
    expect(has(stream)).toBe(each);
  }
  expect(host!.initial).toContain("leaderboard");
  const sentBefore = player!.later().length;
  channel.sessionChanged(sessionWith(setting, { revision: 3, endedAt: NOON + 30_000 }));
  // Players who have seen it already get no second one.
  for (const stream of [player!, screen!]) expect(has(stream, sentBefore)).toBe(end && !each);
  const returning = subscribe(channel, "players", null, { revision: 2, seq: 2 });
  expect(returning.initial.includes("leaderboard")).toBe(end);
});
