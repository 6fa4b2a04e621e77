import fc from "fast-check";
import type { SessionRecord, SessionSettings } from "../../../platform/domain/session.ts";
import { WrongState } from "../../../platform/errors.ts";
import { close, dueAt, end, next, open, tick } from "../../../services/sessions/transitions.ts";
import { NOON, sessionRecord, settings } from "../../harness/session-record.ts";
import { applied } from "./applied.ts";

type StepName = "open" | "next" | "close" | "end" | "tick";

const limits = fc.array(fc.option(fc.integer({ min: 1000, max: 30_000 }), { freq: 4 }), {
  minLength: 1,
  maxLength: 4,
});
const times = fc.oneof(fc.nat(2000), fc.nat(40_000), fc.constant(0));
/** Steps in any order; before each the clock moves on by some ms. */
const steps = fc.array(
  fc.tuple(fc.constantFrom<StepName>("open", "next", "next", "close", "end", "tick", "tick"), times),
  { maxLength: 25 },
);
const anySettings = fc
  .record({
    graceMs: fc.constantFrom(0, 500, 10_000),
    gapMs: fc.constantFrom(0, 1, 5000),
    opensAt: fc.option(fc.integer({ min: NOON - 1000, max: NOON + 50_000 })),
    closesAt: fc.option(fc.integer({ min: NOON + 1, max: NOON + 60_000 })),
  })
  .map((changed): Partial<SessionSettings> => changed);

interface Moment {
  now: number;
  session: SessionRecord;
}

/** Takes the steps that are allowed and answers what stood after each, the lobby first. */
function played(
  pace: SessionSettings["pace"],
  changed: Partial<SessionSettings>,
  given: readonly (number | null)[],
  taken: readonly (readonly [StepName, number])[],
): { moments: Moment[]; own: (number | null)[] } {
  const own = pace === "auto" ? given.map((limit) => limit ?? 1000) : [...given];
  const how = settings({ ...changed, pace, ...(pace === "self" ? {} : { closesAt: null }) });
  let session = sessionRecord({ settings: how, questions: own.length });
  let now = NOON;
  const moments: Moment[] = [{ now, session }];
  for (const [step, after] of taken) {
    now += after;
    try {
      session = applied(session, stepOf(step, session, own, now));
    } catch (error) {
      if (!(error instanceof WrongState)) throw error;
    }
    moments.push({ now, session });
  }
  return { moments, own };
}

function stepOf(step: StepName, session: SessionRecord, own: (number | null)[], now: number) {
  if (step === "close") return close(session, now);
  if (step === "end") return end(session, now);
  return { open, next, tick }[step](session, own, now);
}

const whatever = (
  check: (moments: Moment[], own: (number | null)[]) => void,
  paces: SessionSettings["pace"][],
) =>
  fc.assert(
    fc.property(fc.constantFrom(...paces), anySettings, limits, steps, (pace, changed, given, taken) => {
      const { moments, own } = played(pace, changed, given, taken);
      check(moments, own);
    }),
    { numRuns: 500 },
  );

test("in paces host and auto no two windows overlap, and questions come in order", () => {
  whatever(
    (moments) => {
      for (const { session } of moments) {
        session.windows.forEach((window, index) => {
          expect(window.question).toBe(index + 1);
          const following = session.windows[index + 1];
          if (following) expect(window.closesAt).not.toBeNull();
          if (following) expect(window.closesAt).toBeLessThanOrEqual(following.openedAt);
        });
      }
    },
    ["host", "auto"],
  );
});

test("what has closed never opens again, what is revealed stays so, what has ended has ended", () => {
  whatever(
    (moments) => {
      moments.slice(1).forEach(({ session }, index) => {
        const { now, session: before } = moments[index]!;
        if (before.endedAt !== null) expect(session.endedAt).toBe(before.endedAt);
        for (const was of before.windows) {
          const is = session.windows.find(({ question }) => question === was.question);
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

test("nothing is revealed before its close and the grace have passed", () => {
  whatever(
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

test("the clock knows when to come back as long as anything is to be opened or revealed", () => {
  whatever(
    (moments) => {
      for (const { now, session } of moments) {
        const hidden = session.windows.filter(
          ({ closesAt, revealedAt }) => closesAt !== null && revealedAt === null,
        );
        const waits =
          session.openedAt === null && session.endedAt === null && session.settings.opensAt !== null;
        if (hidden.length > 0 || waits) expect(dueAt(session, now)).not.toBeNull();
        if (session.endedAt !== null && hidden.length === 0) expect(dueAt(session, now)).toBeNull();
      }
    },
    ["host", "self", "auto"],
  );
});

test("left to the clock, everything that closes is revealed, and in pace auto the session ends", () => {
  whatever(
    (moments, own) => {
      let { now, session } = moments.at(-1)!;
      for (let looks = 0; looks < 50; looks++) {
        const due = dueAt(session, now);
        if (due === null) break;
        now = Math.max(now, due);
        session = applied(session, tick(session, own, now));
      }
      expect(dueAt(session, now)).toBeNull();
      expect(
        session.windows.filter(({ closesAt, revealedAt }) => closesAt !== null && revealedAt === null),
      ).toEqual([]);
      if (session.settings.pace === "auto" && session.openedAt !== null)
        expect(session.endedAt).not.toBeNull();
    },
    ["host", "self", "auto"],
  );
});
