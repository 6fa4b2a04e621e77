import { countingRules, rulesChanged } from "../../../../services/stats/board/counting-rules.ts";
import {
  assembleSnapshot,
  changedOnly,
  type SnapshotInput,
} from "../../../../services/stats/live/snapshot.ts";
import { sessionOf } from "../sample-session.ts";

const window = (question: number, revealedAt: number | null = null, openedAt = 0) => ({
  question,
  openedAt,
  closesAt: null,
  revealedAt,
  keyRevision: 0,
});

const shape = { tally: "option" as const, isUnscored: false, options: 2 };
const leaders = { places: [], scores: { width: 1, counts: [] }, newcomerRank: 1 };

function snapshotInput(changed: Partial<SnapshotInput> = {}): SnapshotInput {
  const session = { ...sessionOf(7), windows: [window(1), window(2)] };
  return {
    session,
    rules: countingRules(session),
    shapes: [shape, shape, shape],
    stats: new Map(),
    leaders: { open: leaders, full: leaders },
    nicknames: new Map(),
    players: 0,
    asOfUs: 1_700_000_000_123_456,
    ...changed,
  };
}

test("asOf is rounded down: the read may not have seen later answers", () => {
  expect(assembleSnapshot(snapshotInput({ asOfUs: 1_700_000_000_123_999 }), 0).asOf).toBe(
    "2023-11-14T22:13:20.123Z",
  );
});

test("seq and asOf follow the database's clock and never go back", () => {
  const first = assembleSnapshot(snapshotInput(), 0);
  expect(first.seq).toBe(1_700_000_000_123_456);
  const second = assembleSnapshot(snapshotInput({ asOfUs: 1_600_000_000_000_000 }), first.seq);
  expect([second.seq, second.asOf]).toEqual([first.seq + 1, first.asOf]);
});

test("questions are shown from their opening on, and not before a planned opening", () => {
  const session = { ...sessionOf(7), asOf: 0, windows: [window(2), window(1, null, 1_800_000_000_000)] };
  const shown = assembleSnapshot(snapshotInput({ session }), 0).questions.map((stats) => stats.question);
  expect(shown).toEqual([2]);
});

test("an event has the questions that have changed, are new, or have become final", () => {
  const first = assembleSnapshot(snapshotInput(), 0);
  expect(changedOnly(first, undefined, new Set()).questions).toHaveLength(2);
  expect(changedOnly(assembleSnapshot(snapshotInput(), first.seq), first, new Set()).questions).toEqual([]);
  expect(
    changedOnly(assembleSnapshot(snapshotInput(), first.seq), first, new Set([2])).questions,
  ).toHaveLength(1);
  const closed = assembleSnapshot(
    snapshotInput({ rules: { ...snapshotInput().rules, closed: new Set([1]) } }),
    first.seq,
  );
  expect(changedOnly(closed, first, new Set()).questions).toMatchObject([{ question: 1, final: true }]);
});

test.each([
  ["onClose", [2]],
  ["immediate", [1, 2, 3, 4, 5, 6]],
  ["onEnd", []],
] as const)("with feedback %s, the open questions are those whose verdict players may know", (feedback, open) => {
  const session = { ...sessionOf(1, { feedback }), windows: [window(1), window(2, 5)] };
  expect(countingRules(session).open).toEqual(open);
  expect([...countingRules(session).closed]).toEqual([2]);
});

test("only changes that may change stats or ranks count as changed rules", () => {
  const session = { ...sessionOf(1), windows: [window(1)] };
  const changed = (changes: object) => rulesChanged(session, { ...session, ...changes });
  expect(changed({ revision: 9, asOf: 1, players: 5 })).toBe(false);
  expect(changed({ windows: [window(1, 4)] })).toBe(true);
  expect(changed({ windows: [window(1), window(2)] })).toBe(true);
  expect(changed({ removed: [3] })).toBe(true);
  expect(changed({ voided: [1] })).toBe(true);
  expect(changed({ endedAt: 4 })).toBe(true);
  expect(changed({ keys: { 1: { form: "none" } } })).toBe(true);
});
