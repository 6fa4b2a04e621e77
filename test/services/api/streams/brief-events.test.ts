import { jest } from "@jest/globals";
import fc from "fast-check";
import { NewestEvents } from "../../../../client/src/newest-events.ts";
import type { StreamEvent } from "../../../../client/src/types.ts";
import type { SessionRecord } from "../../../../platform/domain/session.ts";
import type { QuestionStats } from "../../../../platform/domain/stats.ts";
import { Channel } from "../../../../services/api/streams/channel.ts";
import { publicView } from "../../../../services/api/views/session-view.ts";
import { NOON, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, STAGES, snapshot } from "../fixtures.ts";
import { opened, subscribe } from "./subscribe.ts";

const { open, revealed } = STAGES;

beforeEach(() => jest.useFakeTimers({ now: NOON + 1 }));
afterEach(() => jest.useRealTimers());

const record = (fields: Partial<SessionRecord>) => cachedSession({ ...opened, ...fields });
const betweenQuestions = record({ revision: 2, windows: [revealed(1)] });
const shown = record({ revision: 3, windows: [revealed(1), open(2)], players: 7 });
const closed = record({ revision: 4, windows: [revealed(1), revealed(2)], players: 7 });

/** A snapshot in which question 2 has so many attempts, with another leaderboard once they are final. */
function figures(seq: number, attempts: number, final = false) {
  const stats: QuestionStats = { ...questionStats(2, attempts), final };
  return cachedSnapshot(snapshot(seq, [{ ...questionStats(1, 5), final: true }, stats], final ? 6 : 5));
}

const dataOf = (text: string, event: string) =>
  JSON.parse(text.split(`event: ${event}\ndata: `).at(-1)!.split("\n")[0]!);

function setUp(session = betweenQuestions) {
  const channel = new Channel(session, figures(1, 0));
  return { channel, brief: subscribe(channel, "brief"), all: subscribe(channel) };
}

test("a question has three events: shown, closed, and its final figures with the leaderboard", () => {
  const { channel, brief, all } = setUp();
  expect(brief.initial).toEqual(all.initial);
  channel.sessionChanged(shown);
  expect(dataOf(brief.res.text, "question")).toMatchObject({ no: 2, players: 7 });
  channel.statsChanged(figures(2, 3), [2]);
  channel.sessionChanged(closed);
  expect(dataOf(brief.res.text, "closed")).toMatchObject({ question: 2, players: 7 });
  channel.statsChanged(figures(3, 4), [2]);
  channel.statsChanged(figures(4, 5, true), [2]);
  expect(brief.later()).toEqual(["question", "closed", "stats"]);
  const { leaderboard, ...stats } = dataOf(brief.res.text, "stats");
  expect(stats).toEqual(dataOf(all.res.text, "stats"));
  const { now: _, ...whole } = dataOf(all.res.text, "leaderboard");
  expect(leaderboard).toEqual(whole);
  expect(all.later().length).toBeGreaterThan(6);
  // Nobody but brief listeners gets the additional fields.
  for (const event of ["question", "closed"])
    expect(dataOf(all.res.text, event)).not.toHaveProperty("players");
});

test("the state comes where more has changed than the question", () => {
  const { channel, brief } = setUp();
  channel.sessionChanged(record({ ...shown.record, locked: true }));
  expect(brief.later()).toEqual(["question", "state"]);
  expect(dataOf(brief.res.text, "question")).not.toHaveProperty("players");
  channel.sessionChanged(record({ ...closed.record, locked: true }));
  expect(brief.later()).toEqual(["question", "state", "closed"]);
  channel.playersChanged(record({ ...closed.record, locked: true, players: 8 }));
  expect(brief.later().at(-1)).toBe("state");
});

test("a close that is earlier than was said is told by the close alone", () => {
  const { channel, brief } = setUp(shown);
  const early = { ...revealed(2), closesAt: NOON + 5 };
  channel.sessionChanged(record({ ...closed.record, windows: [revealed(1), early] }));
  expect(brief.later()).toEqual(["closed"]);
  expect(dataOf(brief.res.text, "closed").closedAt).toBe(new Date(NOON + 5).toISOString());
});

test("the host's close is told once, unless late answers are waited for", () => {
  const closing = (graceMs: number) => {
    const grace = { settings: settings({ graceMs }) };
    const { channel, brief } = setUp(record({ ...shown.record, ...grace }));
    const windows = [revealed(1), { ...open(2), closesAt: NOON + 1 }];
    channel.sessionChanged(record({ ...shown.record, ...grace, revision: 4, windows }));
    const over = [revealed(1), { ...revealed(2), closesAt: NOON + 1 }];
    channel.sessionChanged(record({ ...closed.record, ...grace, revision: 5, windows: over }));
    return brief.later();
  };
  expect(closing(0)).toEqual(["closed"]);
  expect(closing(500)).toEqual(["state", "closed"]);
});

test("a client that comes back while a leaderboard is held gets it, even at a gateway that did not hold it", () => {
  const { channel, brief } = setUp(shown);
  channel.sessionChanged(closed);
  // Not final yet, but with another leaderboard.
  const early = cachedSnapshot(snapshot(2, [{ ...questionStats(2, 3), final: false }], 6));
  channel.statsChanged(early, [2]);
  const locked = record({ ...closed.record, revision: 5, locked: true });
  channel.sessionChanged(locked);
  expect(brief.later()).toEqual(["closed", "state"]);
  const [, seq] = brief.res.text.match(/id: 5-(\d+)\nevent: state/)!;
  const elsewhere = new Channel(locked, early);
  const back = subscribe(elsewhere, "brief", null, { revision: 5, seq: Number(seq) });
  expect(back.initial).toEqual(["state", "stats", "leaderboard"]);
});

test("figures that players may watch come while the question is open", () => {
  const live = { settings: settings({ stats: "live" }) };
  const { channel, brief } = setUp(record({ ...shown.record, ...live }));
  channel.statsChanged(figures(2, 3), [2]);
  expect(brief.later()[0]).toBe("stats");
});

test("a leaderboard does not wait for figures that stay hidden until the end", () => {
  const onEnd = { settings: settings({ stats: "onEnd" }) };
  const { channel, brief, all } = setUp(record({ ...shown.record, ...onEnd }));
  channel.sessionChanged(record({ ...closed.record, ...onEnd }));
  channel.statsChanged(figures(2, 3), [2]);
  const leaderboards = (events: string[]) => events.filter((event) => event === "leaderboard").length;
  expect(leaderboards(brief.later())).toBe(leaderboards(all.later()));
  channel.sessionChanged(record({ ...closed.record, ...onEnd, revision: 5, endedAt: NOON + 9 }));
  expect(brief.later()).toContain("ended");
});

test("a correction is told as to everyone", () => {
  const { channel, brief } = setUp(closed);
  channel.statsChanged(figures(2, 5, true), [2]);
  const keys = { 1: { form: "options", correct: [0], exact: false } } as const;
  channel.sessionChanged(record({ ...closed.record, revision: 5, keys }));
  expect(brief.later().slice(1)).toEqual(expect.arrayContaining(["corrected", "state", "stats"]));
});

/** What the client knows after some bytes of a brief stream. */
function clientAfter(text: string): NewestEvents {
  const newest = new NewestEvents();
  const take = (received: StreamEvent) => {
    const implied = newest.take(received) && newest.impliedBy(received);
    if (implied) take(implied);
  };
  for (const [, id, event, data] of text.matchAll(/^id: (.*)\nevent: (.*)\ndata: (.*)$/gm)) {
    take({ event, id, data: JSON.parse(data!) } as StreamEvent);
  }
  return newest;
}

test("whatever happens in a session, the client has the same state and figures in the end", () => {
  const step = fc.oneof(
    fc.constantFrom(
      "show",
      "close",
      "closing",
      "end",
      "figures",
      "lock",
      "join",
      "void",
      "pause",
    ) as fc.Arbitrary<string>,
    fc.constantFrom("show and lock", "close and show", "closing and show", "correct"),
  );
  const anyGrace = fc.constantFrom(0, 500);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), anyGrace, (steps, graceMs) => {
      jest.setSystemTime(NOON + 1);
      let newest = { ...betweenQuestions.record, settings: settings({ graceMs }) };
      let seq = 1;
      const { channel, brief } = setUp(cachedSession(newest));
      const last = () => newest.windows.at(-1)!;
      const isOpen = () =>
        last().revealedAt === null && !(last().closesAt !== null && last().closesAt! < Date.now());
      const changes: Record<string, () => Partial<SessionRecord>> = {
        show: () =>
          isOpen() || newest.endedAt !== null || newest.windows.length === 3
            ? {}
            : { windows: [...newest.windows, open(last().question + 1)] },
        // The first that is not revealed: while late answers are waited for, there may be two.
        close: () => {
          const at = newest.windows.findIndex(({ revealedAt }) => revealedAt === null);
          return at < 0 ? {} : { windows: newest.windows.with(at, revealed(at + 1)) };
        },
        closing: () =>
          isOpen() ? { windows: newest.windows.with(-1, { ...last(), closesAt: Date.now() - 1 }) } : {},
        end: () => ({ endedAt: newest.endedAt ?? Date.now() }),
        lock: () => ({ locked: !newest.locked }),
        join: () => ({ players: newest.players + 1 }),
        void: () => ({ voided: [1] }),
        pause: () => ({ pausedAt: newest.pausedAt === null ? NOON : null }),
        correct: () => ({ keys: { 1: { form: "options", correct: [0], exact: false } } }),
      };
      for (const name of steps) {
        jest.setSystemTime(Date.now() + 50);
        if (name === "figures") {
          const stats = newest.windows.map(({ question, revealedAt }) => ({
            ...questionStats(question, seq),
            final: revealedAt !== null,
          }));
          channel.statsChanged(
            cachedSnapshot(snapshot(++seq, stats, seq)),
            stats.map(({ question }) => question),
          );
          continue;
        }
        for (const one of name.split(" and "))
          newest = { ...newest, ...changes[one]!(), revision: newest.revision + 1 };
        const session = cachedSession(newest);
        if (name === "join") channel.playersChanged(session);
        else channel.sessionChanged(session);
        jest.runAllTimers();
      }
      for (const _ of newest.windows)
        newest = { ...newest, ...changes.close!(), revision: newest.revision + 1 };
      channel.sessionChanged(cachedSession(newest));
      const client = clientAfter(brief.res.text);
      const { now: _now, asOf: _asOf, ...expected } = publicView(cachedSession(newest), Date.now());
      expect(client.session).toMatchObject(JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 300 },
  );
});
