import { countsDifferently, whatCounts } from "../../../../services/stats/board/counting-rules.ts";
import { assemble, type Findings, news } from "../../../../services/stats/live/snapshot.ts";
import { sessionOf } from "../game.ts";

const window = (question: number, revealedAt: number | null = null, openedAt = 0) => ({
  question,
  openedAt,
  closesAt: null,
  revealedAt,
  keyRevision: 0,
});

const shape = { form: "option" as const, isPoll: false, options: 2 };
const leaders = { places: [], scores: { width: 1, counts: [] }, newcomerRank: 1 };

function findings(given: Partial<Findings> = {}): Findings {
  const session = { ...sessionOf(7), windows: [window(1), window(2)] };
  return {
    session,
    counts: whatCounts(session),
    shapes: [shape, shape, shape],
    figures: new Map(),
    leaders: { open: leaders, full: leaders },
    nicknames: new Map(),
    players: 0,
    asOfUs: 1_700_000_000_123_456,
    ...given,
  };
}

test("asOf never rounds up to a time that the reading has not seen", () => {
  expect(assemble(findings({ asOfUs: 1_700_000_000_123_999 }), 0).asOf).toBe("2023-11-14T22:13:20.123Z");
});

test("seq follows the database's clock and never goes back", () => {
  const first = assemble(findings(), 0);
  expect(first.seq).toBe(1_700_000_000_123_456);
  expect(assemble(findings({ asOfUs: 1_600_000_000_000_000 }), first.seq).seq).toBe(first.seq + 1);
});

test("questions are shown once they open; a planned opening is not one", () => {
  const session = { ...sessionOf(7), asOf: 0, windows: [window(2), window(1, null, 1_800_000_000_000)] };
  const shown = assemble(findings({ session }), 0).questions.map((figures) => figures.question);
  expect(shown).toEqual([2]);
});

test("news are what has changed, what is new, and what has become final", () => {
  const first = assemble(findings(), 0);
  expect(news(first, undefined, new Set()).questions).toHaveLength(2);
  expect(news(assemble(findings(), first.seq), first, new Set()).questions).toEqual([]);
  expect(news(assemble(findings(), first.seq), first, new Set([2])).questions).toHaveLength(1);
  const closed = assemble(findings({ counts: { ...findings().counts, closed: new Set([1]) } }), first.seq);
  expect(news(closed, first, new Set()).questions).toMatchObject([{ question: 1, final: true }]);
});

test.each([
  ["onClose", [2]],
  ["immediate", [1, 2, 3, 4, 5, 6]],
  ["onEnd", []],
] as const)("with feedback %s, open are the questions whose verdict a player may know", (feedback, open) => {
  const session = { ...sessionOf(1, { feedback }), windows: [window(1), window(2, 5)] };
  expect(whatCounts(session).open).toEqual(open);
  expect([...whatCounts(session).closed]).toEqual([2]);
});

test("what changes figures or ranks is told from what does not", () => {
  const session = { ...sessionOf(1), windows: [window(1)] };
  const differs = (changes: object) => countsDifferently(session, { ...session, ...changes });
  expect(differs({ revision: 9, asOf: 1, players: 5 })).toBe(false);
  expect(differs({ windows: [window(1, 4)] })).toBe(true);
  expect(differs({ windows: [window(1), window(2)] })).toBe(true);
  expect(differs({ removed: [3] })).toBe(true);
  expect(differs({ voided: [1] })).toBe(true);
  expect(differs({ endedAt: 4 })).toBe(true);
  expect(differs({ keys: { 1: { form: "none" } } })).toBe(true);
});
