import type { Findings } from "../../../rehearsal/figures/report.ts";
import { reportOf } from "../../../rehearsal/figures/report.ts";
import { verdictOf } from "../../../rehearsal/figures/verdict.ts";
import { compare } from "../../../rehearsal/stage/books.ts";
import { goodFindings } from "../report.ts";

const verdictWith = (change: (findings: Findings) => void) => {
  const findings = goodFindings();
  change(findings);
  return verdictOf(reportOf(findings));
};

test("fine, in one line", () => {
  expect(verdictWith(() => {})).toEqual({
    isFine: true,
    text: "fine: 3 players, 2 answers, and every acknowledged answer is in the figures.",
    warnings: [],
  });
});

const books = (balanced: boolean, attempts: number) => (findings: Findings) => {
  const audit = { balanced, all: { ...goodFindings().books } } as never;
  findings.books = compare(audit, [{ question: 1, attempts }], findings.figures.questions, {
    others: false,
    removed: false,
  });
};

const figures = (changes: object) => (findings: Findings) => void Object.assign(findings.figures, changes);
const question = (changes: object) => (findings: Findings) =>
  void Object.assign(findings.figures.questions[0]!, changes);
const early = (end: Findings["early"]) => (findings: Findings) =>
  void Object.assign(findings, { early: end });

test.each<[string, (findings: Findings) => void]>([
  ["1 of 3 players did not get in", figures({ joined: 2 })],
  ["2 answers were refused unexpectedly", question({ refused: { "422 VALIDATION_ERROR": 2 } })],
  ["1 answers counted although they were sent after the close", question({ countedLate: 1 })],
  ["4 answers got no verdict", question({ unsettled: 4 })],
  ["the server's books do not balance", books(false, 2)],
  ["the figures do not have what was acknowledged (question 1)", books(true, 1)],
  ["answers were confirmed slowly (p99 1,500 ms, --max-ack 1,000 ms)", figures({ ackMs: [1500] })],
  [
    "questions arrived unevenly (p99 2,000 ms, --max-skew 1,000 ms)",
    question({ deliveredAtMs: [110, 2110] }),
  ],
  ["it was ended by hand before its end", early("interrupted")],
  ["it was not over within its time (--minutes)", early("out of time")],
  ["The server gave no reply", early({ error: "The server gave no reply." })],
  ["no answer was sent", figures({ questions: [] })],
])("not fine: %s", (reason, change) => {
  expect(verdictWith(change)).toMatchObject({ isFine: false, text: `not fine: ${reason}` });
});

test("a program that was late itself says so, and whose fault slow answers may be", () => {
  const { warnings } = verdictWith(({ figures }) => {
    figures.loopDelayP99Ms = 150;
    figures.loopDelayMaxMs = 300;
    figures.ackMs = [1500];
  });
  expect(warnings).toEqual([
    "This program itself was late: p99 150 ms, at most 300 ms. The times above contain that, and may be the fault of this machine and not of the servers. Take fewer players, a faster machine, or several machines with --code.",
  ]);
});

test("books that nobody could check are a note, and no fault", () => {
  const verdict = verdictWith((findings) => {
    findings.books = { isChecked: false, why: "That needs a token." };
  });
  expect(verdict).toEqual({
    isFine: true,
    text: "fine: 3 players, 2 answers, and the books were not checked.",
    warnings: ["That needs a token."],
  });
});

test("what broke although the program left it alone is a note", () => {
  const { isFine, warnings } = verdictWith(({ figures }) => {
    figures.broken = { "answer: ECONNRESET": 2 };
    figures.returns = 3;
    figures.removed = 1;
  });
  expect(isFine).toBe(true);
  expect(warnings).toEqual([
    "2 requests got no reply although this program left their connections alone.",
    "3 event streams broke that this program left alone; they came back.",
    "The host removed 1 of the players.",
  ]);
});
