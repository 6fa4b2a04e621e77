import { buffer } from "node:stream/consumers";
import readWorkbook from "read-excel-file/node";
import type { AnswersPage } from "../../../../platform/contracts/answers.ts";
import type { Question } from "../../../../platform/domain/question.ts";
import type { Place, Report } from "../../../../platform/domain/stats.ts";
import type { CachedSession } from "../../../../services/api/caches/session-cache.ts";
import { readPages } from "../../../../services/api/reports/read-pages.ts";
import { checkWorkbookPlayers } from "../../../../services/api/reports/report-xlsx.ts";
import { WorkbookPool } from "../../../../services/api/reports/workbook-pool.ts";
import { workbookReport } from "../../../../services/api/reports/workbook-report.ts";
import { NOON, sessionRecord } from "../../../harness/session-record.ts";
import { until } from "../../../harness/until.ts";
import { unzip } from "../../../platform/xlsx/unzip.ts";

const pool = new WorkbookPool();
afterAll(() => pool.stop());

const common = { text: "Which?", timeLimitMs: 20_000, points: 1000 };
const options = [{ text: "red" }, { text: "=1+1", correct: true }];
const questions = [
  { ...common, kind: "single", options },
  { ...common, kind: "numeric", answer: { value: 5, tolerance: 0.5 } },
  { ...common, kind: "text", answer: { accept: ["Paris", "Lutetia"] } },
  { ...common, kind: "poll", options: [{ text: "tea" }, { text: "coffee" }] },
] as Question[];
const session: CachedSession = {
  record: sessionRecord({
    title: "=HYPERLINK()",
    openedAt: NOON,
    endedAt: NOON + 60_000,
    voided: [2],
    keys: { 1: { form: "options", correct: [0, 1], exact: false } },
  }),
  content: { title: "All kinds", questions },
};

const asOf = new Date(NOON).toISOString();
const emptyStats = {
  attempts: 0,
  elapsedMs: { mean: null, p50: null, p90: null, p99: null },
  asOf,
  final: true,
};
const part = (no: number, stats: object, rest: object = {}) => ({
  no,
  text: "Which?",
  stats: { question: no, ...emptyStats, ...stats },
  facility: null,
  discrimination: null,
  options: [],
  voided: false,
  ...rest,
});
const option = (id: number, count: number, share: number) => ({
  id,
  count,
  share,
  meanRest: 0,
  discrimination: null,
});
const report = {
  players: 2,
  questions: [
    part(
      1,
      { attempts: 2, elapsedMs: { mean: 1.5, p50: 1, p90: 2, p99: 2 } },
      { facility: 0.5, discrimination: 1, options: [option(0, 1, 0.5), option(1, 1, 0.5)] },
    ),
    part(2, { attempts: 1, values: [{ value: 5.25, count: 1 }] }, { voided: true }),
    part(3, { attempts: 2, values: [{ value: "@x", count: 2 }] }),
    part(4, {}, { options: [option(0, 0, 0), option(1, 0, 0)] }),
  ],
  reliability: 0.25,
  scores: { width: 1, counts: [] },
  asOf,
  history: [
    { kind: "void", question: 2, reason: "+wrong", from: null, to: null, at: asOf },
    {
      kind: "key",
      question: 1,
      reason: "both",
      from: { form: "options", correct: [1], exact: false },
      to: { form: "options", correct: [0, 1], exact: false },
      at: asOf,
    },
  ],
  table: { node: "stats", id: "table" },
} as unknown as Report;

const places: Place[] = [
  { rank: 1, playerNo: 1, nickname: "=cmd()", points: 10, elapsedMs: 3 },
  { rank: 2, playerNo: 4, nickname: "שלום\uFFFE😀", points: 0, elapsedMs: 0 },
];
const answers: AnswersPage = {
  players: { playerNo: [1, 4], nickname: ["=cmd()", "שלום\uFFFE😀"], answers: [3, 2] },
  question: [1, 2, 3, 1, 4],
  choice: [1, null, null, 0, 1],
  response: [null, "5.25", "@x", null, null],
  elapsedMs: [1, 2, 3, 4, 5],
  points: [10, 20, 0, 0, 0],
  correct: [true, true, false, false, null],
  receivedAt: [NOON, NOON, NOON, NOON, NOON + 1],
  next: null,
};

async function* pagesOf<Page>(...pages: Page[]): AsyncGenerator<Page> {
  yield* pages;
}

test("a workbook has a summary, the questions, the players and all answers; no text is a formula", async () => {
  const stream = pool.write(workbookReport(session, report), {
    places: pagesOf(places.slice(0, 1), places.slice(1)),
    answers: pagesOf(answers),
  });
  const file = await buffer(stream);
  const sheets = Object.fromEntries((await readWorkbook(file)).map(({ sheet, data }) => [sheet, data]));
  expect(Object.keys(sheets)).toEqual(["Summary", "Questions", "Players", "Answers"]);
  const noon = new Date(NOON);
  const summary = sheets.Summary!.map((row) => row.filter((cell) => cell !== null));
  expect(summary).toEqual(
    expect.arrayContaining([
      ["Title", "=HYPERLINK()"],
      ["Code", "BCDFGH"],
      ["Opened (UTC)", noon],
      ["Ended (UTC)", new Date(NOON + 60_000)],
      ["Players", 2],
      ["Questions", 4],
      ["Reliability (KR-20)", 0.25],
      ["voided", 2, "+wrong", noon],
      ["another key", 1, "both", noon, "=1+1", "red; =1+1"],
    ]),
  );
  expect(sheets.Questions!.map((row) => row.filter((cell) => cell !== null))).toEqual([
    expect.arrayContaining(["Question", "Kind", "Key", "Answer 1", "Count 1", "Share 1", "Answer 2"]),
    [1, "Which?", "single", false, "red; =1+1", 2, 0.5, 1, 1.5, 1, "red", 1, 0.5, "=1+1", 1, 0.5],
    [2, "Which?", "numeric", true, "5 ± 0.5", 1, 5.25, 1, 1],
    [3, "Which?", "text", false, "Paris; Lutetia", 2, "@x", 2, 1],
    [4, "Which?", "poll", false, 0, "tea", 0, 0, "coffee", 0, 0],
  ]);
  expect(sheets.Players!.slice(1)).toEqual([
    [1, 1, "=cmd()", 10, 1, 2, 3],
    [2, 4, "שלום\uFFFE😀", 0, 0, 2, 0],
  ]);
  expect(sheets.Answers!.slice(1)).toEqual([
    [1, "=cmd()", 1, "Which?", "=1+1", true, 10, 1, noon],
    [1, "=cmd()", 2, "Which?", 5.25, true, 0, 2, noon],
    [1, "=cmd()", 3, "Which?", "@x", false, 0, 3, noon],
    [4, "שלום\uFFFE😀", 1, "Which?", "red", false, 0, 4, noon],
    [4, "שלום\uFFFE😀", 4, "Which?", "coffee", null, 0, 5, new Date(NOON + 1)],
  ]);
  for (const xml of unzip(file).values()) expect(xml.includes("<f>")).toBe(false);
}, 60_000);

/** `count` pages, each with 500 players' answers to 10 questions. */
function longGame(count: number, failAt = Number.POSITIVE_INFINITY) {
  const state = { read: 0, ended: 0 };
  const pages = async function* () {
    try {
      yield* readPages(0, async (index) => {
        if (++state.read === failAt) throw new Error("the node is gone");
        const numbers = Array.from({ length: 500 }, (_, player) => index * 500 + player + 1);
        const all = <T>(value: T) => Array<T>(5000).fill(value);
        const page: AnswersPage = {
          players: {
            playerNo: numbers,
            nickname: numbers.map((no) => `player ${no}`),
            answers: numbers.map(() => 10),
          },
          question: Array.from({ length: 5000 }, (_, answer) => 1 + (answer % 4)),
          choice: all(1),
          response: all(null),
          elapsedMs: all(1),
          points: all(1),
          correct: all(true),
          receivedAt: all(NOON),
          next: null,
        };
        return { page, next: index + 1 < count ? index + 1 : null };
      });
    } finally {
      state.ended++;
    }
  };
  return { state, sources: { places: pagesOf<Place[]>(), answers: pages() } };
}

test("the workbook of a long game is complete", async () => {
  const { sources } = longGame(10);
  const file = await buffer(pool.write(workbookReport(session, report), sources));
  const sheet = unzip(file).get("xl/worksheets/sheet1.xml")!.toString();
  const numbers = [...sheet.matchAll(/<row r="(\d+)">/g)].map(([, no]) => Number(no));
  expect(numbers).toEqual(Array.from({ length: 50_001 }, (_, index) => index + 1));
  expect(sheet.match(/player 5000</g)).toHaveLength(10);
}, 60_000);

test("a client that reads slowly causes few pages to be read; once it leaves, the work ends", async () => {
  const { state, sources } = longGame(100_000);
  const stream = pool.write(workbookReport(session, report), sources);
  await new Promise((resolve) => stream.once("readable", resolve));
  let before = -1;
  await until("no more pages are read", async () => {
    const isAtRest = state.read === before && state.read > 0;
    before = state.read;
    return isAtRest;
  });
  expect(state.read).toBeLessThan(30);
  stream.destroy();
  await until("the source has ended", () => state.ended === 1);
  // Its thread is free again.
  const { sources: next } = longGame(1);
  expect((await buffer(pool.write(workbookReport(session, report), next))).length).toBeGreaterThan(1000);
}, 60_000);

test("an error midway cuts the workbook off", async () => {
  const { sources } = longGame(10, 3);
  await expect(buffer(pool.write(workbookReport(session, report), sources))).rejects.toThrow(
    "the node is gone",
  );
}, 60_000);

test("with more than 100,000 players the host is told to take CSV", () => {
  expect(() => checkWorkbookPlayers(100_000)).not.toThrow();
  expect(() => checkWorkbookPlayers(100_001)).toThrow(
    expect.objectContaining({
      type: "VALIDATION_ERROR",
      data: [{ path: "format", reason: expect.stringContaining("take csv") }],
    }),
  );
});
