import fc from "fast-check";
import {
  isEmptyWindow,
  openedWindows,
  type SessionRecord,
  type SessionSettings,
  shownAt,
} from "../../../platform/domain/session.ts";
import { WrongState } from "../../../platform/errors.ts";
import { extend, pause, resume } from "../../../services/sessions/programme-steps.ts";
import { sessionTime } from "../../../services/sessions/session-time.ts";
import {
  close,
  closeAnswered,
  type Decide,
  dueAt,
  end,
  next,
  open,
  tick,
} from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./apply-change.ts";

const TRANSITIONS = {
  open,
  next,
  tick,
  resume,
  close: (session, _limits, now) => close(session, now),
  end: (session, _limits, now) => end(session, now),
  pause: (session, _limits, now) => pause(session, now),
  extend: (session, limits, now) => extend(session, limits, now, 7000),
  answered: (session, limits, now) =>
    closeAnswered(
      session,
      limits,
      now,
      session.windows.findLast(({ openedAt }) => openedAt <= now)?.question ?? 1,
    ),
} satisfies Record<string, Decide>;
type TransitionName = keyof typeof TRANSITIONS;

const anyTimeLimits = fc.array(fc.option(fc.integer({ min: 1000, max: 30_000 }), { freq: 4 }), {
  minLength: 1,
  maxLength: 4,
});
const times = fc.oneof(fc.nat(2000), fc.nat(40_000), fc.constant(0));
/** Transitions in any order; time passes before each, in ms. */
const anyTransitions = fc.array(
  fc.tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom<TransitionName>("open", "next", "next", "close", "tick", "tick"),
      },
      { weight: 4, arbitrary: fc.constantFrom<TransitionName>("extend", "pause", "resume", "answered") },
      { weight: 1, arbitrary: fc.constant<TransitionName>("end") },
    ),
    times,
  ),
  { maxLength: 30 },
);
const anySettings = fc
  .record({
    graceMs: fc.constantFrom(0, 500, 10_000),
    gapMs: fc.constantFrom(0, 1, 5000),
    readMs: fc.constantFrom(0, 0, 1, 3000),
    opensAt: fc.option(fc.integer({ min: NOON - 1000, max: NOON + 50_000 })),
    closesAt: fc.option(fc.integer({ min: NOON + 1, max: NOON + 60_000 })),
  })
  .map((changed): Partial<SessionSettings> => changed);

interface Moment {
  now: number;
  session: SessionRecord;
}

/** Applies the transitions that are allowed. Returns the session after each, the lobby first. */
function play(
  pace: SessionSettings["pace"],
  changed: Partial<SessionSettings>,
  timeLimits: readonly (number | null)[],
  transitions: readonly (readonly [TransitionName, number])[],
): { moments: Moment[]; usedLimits: (number | null)[] } {
  const usedLimits = pace === "auto" ? timeLimits.map((limit) => limit ?? 1000) : [...timeLimits];
  const usedSettings = settings({
    ...changed,
    pace,
    ...(pace === "self" ? { readMs: 0 } : { closesAt: null }),
  });
  let session = sessionRecord({ settings: usedSettings, questions: usedLimits.length });
  let now = NOON;
  const moments: Moment[] = [{ now, session }];
  for (const [transition, after] of transitions) {
    now += after;
    try {
      session = applied(session, transitionOf(transition, session, usedLimits, now));
    } catch (error) {
      if (!(error instanceof WrongState)) throw error;
    }
    moments.push({ now, session });
  }
  return { moments, usedLimits };
}

function transitionOf(
  transition: TransitionName,
  session: SessionRecord,
  usedLimits: (number | null)[],
  now: number,
) {
  return (TRANSITIONS[transition] as Decide)(session, usedLimits, now);
}

const forAllGames = (
  check: (moments: Moment[], usedLimits: (number | null)[]) => void,
  paces: SessionSettings["pace"][],
) =>
  fc.assert(
    fc.property(
      fc.constantFrom(...paces),
      anySettings,
      anyTimeLimits,
      anyTransitions,
      (pace, changed, timeLimits, transitions) => {
        const { moments, usedLimits } = play(pace, changed, timeLimits, transitions);
        check(moments, usedLimits);
      },
    ),
    { numRuns: 500 },
  );

test("in paces host and auto no two windows overlap, and questions open in order", () => {
  forAllGames(
    (moments) => {
      for (const { session } of moments) {
        session.windows.forEach((window, index) => {
          expect(window.question).toBe(index + 1);
          const following = session.windows[index + 1];
          if (following) expect(window.closesAt).not.toBeNull();
          if (following) expect(window.closesAt).toBeLessThanOrEqual(following.openedAt);
          if (following && !isEmptyWindow(following))
            expect(window.closesAt).toBeLessThanOrEqual(shownAt(following, session.settings));
        });
      }
    },
    ["host", "auto"],
  );
});

test("whatever happens to the programme of pace auto, what is ahead follows from the close before it to the ms", () => {
  forAllGames(
    (moments, usedLimits) => {
      for (const { now, session } of moments) {
        const { gapMs } = session.settings;
        const ahead = session.windows.filter((window) => shownAt(window, session.settings) > now);
        if (session.pausedAt !== null || session.endedAt !== null) expect(ahead).toEqual([]);
        else if (session.openedAt !== null) expect(session.windows).toHaveLength(usedLimits.length);
        for (const window of ahead) {
          const before = session.windows[window.question - 2]!;
          expect(shownAt(window, session.settings)).toBe(before.closesAt! + gapMs);
          expect(window.closesAt! - window.openedAt).toBe(usedLimits[window.question - 1]);
        }
      }
    },
    ["auto"],
  );
});

test("a closed question never opens again, a revealed one stays revealed, an ended session stays ended", () => {
  forAllGames(
    (moments) => {
      moments.slice(1).forEach(({ session }, index) => {
        const { now, session: before } = moments[index]!;
        if (before.endedAt !== null) expect(session.endedAt).toBe(before.endedAt);
        for (const was of before.windows) {
          const is = session.windows.find(({ question }) => question === was.question);
          if (shownAt(was, before.settings) <= now) expect(is).toBeDefined();
          const hasOpened = was.openedAt <= now;
          if (hasOpened) expect(is?.openedAt).toBe(was.openedAt);
          if (was.closesAt !== null && was.closesAt <= now) expect(is?.closesAt).toBe(was.closesAt);
          if (was.revealedAt !== null) expect(is?.revealedAt).toBe(was.revealedAt);
        }
      });
    },
    ["host", "self", "auto"],
  );
});

test("nothing is revealed before its close and the grace are over", () => {
  forAllGames(
    (moments) => {
      for (const { now, session } of moments) {
        for (const { closesAt, revealedAt } of session.windows) {
          if (revealedAt === null) continue;
          expect(revealedAt).toBeLessThanOrEqual(now);
          expect(closesAt).not.toBeNull();
          expect(revealedAt).toBeGreaterThanOrEqual(closesAt! + session.settings.graceMs);
        }
      }
    },
    ["host", "self", "auto"],
  );
});

test("a session has a due time as long as anything must be opened or revealed", () => {
  forAllGames(
    (moments) => {
      for (const { now, session } of moments) {
        const hidden = session.windows.filter(
          ({ closesAt, revealedAt }) => closesAt !== null && revealedAt === null,
        );
        const waits =
          session.openedAt === null && session.endedAt === null && session.settings.opensAt !== null;
        if (session.endedAt === null && session.pausedAt !== null) expect(session.settings.pace).toBe("auto");
        if (hidden.length > 0 || waits) expect(dueAt(session, now)).not.toBeNull();
        if (session.endedAt !== null && hidden.length === 0) expect(dueAt(session, now)).toBeNull();
      }
    },
    ["host", "self", "auto"],
  );
});

test("the scheduler alone reveals everything that closes, and ends the session in pace auto", () => {
  forAllGames(
    (moments, usedLimits) => {
      let { now, session } = moments.at(-1)!;
      for (let rounds = 0; rounds < 50; rounds++) {
        const due = dueAt(session, now);
        if (due === null) break;
        now = Math.max(now, due);
        session = applied(session, tick(session, usedLimits, now));
      }
      expect(dueAt(session, now)).toBeNull();
      expect(
        session.windows.filter(({ closesAt, revealedAt }) => closesAt !== null && revealedAt === null),
      ).toEqual([]);
      if (session.settings.pace === "auto" && session.openedAt !== null && session.pausedAt === null)
        expect(session.endedAt).not.toBeNull();
    },
    ["host", "self", "auto"],
  );
});

/** Two nodes whose clocks are set at random between the transitions; each decides by its own and the session's time. */
test("windows stay in order although the clocks of the nodes that decide are set back and forth", () => {
  const anySteps = fc.array(
    fc.record({
      transition: fc.constantFrom<TransitionName>("next", "next", "close", "tick"),
      passes: fc.nat(20_000),
      node: fc.nat(1),
      clockStep: fc.oneof(fc.constant(0), fc.integer({ min: -120_000, max: 120_000 })),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(anyTimeLimits, anySteps, (timeLimits, steps) => {
      const clocks = [NOON, NOON];
      const lobby = sessionRecord({ questions: timeLimits.length });
      let decidedAt = NOON;
      let session = applied(lobby, open(lobby, timeLimits, NOON));
      for (const { transition, passes, node, clockStep } of steps) {
        clocks[0]! += passes;
        clocks[1]! += passes;
        clocks[node]! += clockStep;
        const before = session;
        decidedAt = sessionTime(session, decidedAt, clocks[node]!);
        try {
          session = applied(session, transitionOf(transition, session, timeLimits, decidedAt));
        } catch (error) {
          if (!(error instanceof WrongState)) throw error;
          continue;
        }
        if (transition === "next") {
          const { openedAt, closesAt } = session.windows.at(-1)!;
          expect(session.windows).toHaveLength(before.windows.length + 1);
          // It is open, so the reply shows it, and answers to it are in time.
          expect(openedWindows({ ...session, asOf: decidedAt }, 0)).toHaveLength(session.windows.length);
          expect(closesAt === null || closesAt > openedAt).toBe(true);
        }
        session.windows.forEach((window, index) => {
          const following = session.windows[index + 1];
          if (window.closesAt !== null) expect(window.closesAt).toBeGreaterThanOrEqual(window.openedAt);
          if (following) expect(following.openedAt).toBeGreaterThanOrEqual(window.closesAt!);
          const was = before.windows[index];
          if (was?.closesAt != null) expect(window.closesAt).toBeLessThanOrEqual(was.closesAt);
        });
      }
    }),
    { numRuns: 1000 },
  );
});
