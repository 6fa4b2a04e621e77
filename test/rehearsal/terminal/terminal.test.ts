import { reportOf } from "../../../rehearsal/figures/report.ts";
import { verdictOf } from "../../../rehearsal/figures/verdict.ts";
import { type Options, readOptions } from "../../../rehearsal/options.ts";
import { planText } from "../../../rehearsal/terminal/plan-text.ts";
import { Progress, progressLine } from "../../../rehearsal/terminal/progress.ts";
import { reportText } from "../../../rehearsal/terminal/report-text.ts";
import { goodFindings, goodReport } from "../report.ts";

const textOf = (report = goodReport()) => reportText(report, verdictOf(report));

test("the report of a rehearsal that went well", () => {
  expect(textOf()).toBe(`Rehearsal with 3 players at http://127.0.0.1:12345, a server of its own
1:05 minutes; wrong 30%, late 2%, lost connections 5%; seed 7

Players
  joined       3 of 3
  a join took  p50 21 ms, p90 40 ms, p99 40 ms, at most 40 ms (3)

Answers
  sent                     3, and 1 repetitions
  acknowledged             2, of these 1 with a receipt first
  refused as they must be  1 sent after the close on purpose
  refused unexpectedly     0
  never a verdict          0
  not sent                 0 thought for too long

Acknowledgement: from "send" to "counted"
  undisturbed  p50 8 ms, p90 12 ms, p99 12 ms, at most 12 ms (2)

Delivery of the questions, in ms: three times after the first player, four after the opening
  question  players  half  99 of 100  last  first  half  99 of 100  last
         1        3     2         20    20     10    12         30    30
       all        3     2         20    20     10    12         30    30

Connections
  broken on purpose     1 replies lost, 0 resets, 0 times no network
  broken otherwise      0
  streams opened again  0 after such a break, 0 otherwise

The books
  balanced                         yes: 3 received, 2 accepted, 2 stored, 2 in the figures
  acknowledged and in the figures  yes: the same for every question

This program itself
  CPU time          1.2 s, 411 ms a player
  memory            150 MiB
  its own lateness  p99 0 ms, at most 0 ms

Verdict: fine: 3 players, 2 answers, and every acknowledged answer is in the figures.`);
});

test("the report of one that ended before its first question", () => {
  const findings = goodFindings();
  findings.figures.questions = [];
  if (findings.books.isChecked) findings.books.lines = [];
  expect(textOf(reportOf(findings))).toMatch(/acknowledged and in the figures +no question was played\n/);
});

test("the report of one that went badly says what happened", () => {
  const findings = goodFindings();
  Object.assign(findings.figures, {
    joined: 1,
    joinsOpen: 1,
    joinsRefused: { "409 WRONG_STATE (full)": 1 },
    broken: { "answer: ECONNRESET": 2 },
  });
  Object.assign(findings.figures.questions[0]!, {
    refused: { "422 VALIDATION_ERROR": 1, "429 RATE_LIMITED": 3 },
    refusedAfterMishap: 1,
    deliveredAfterCut: 4,
  });
  findings.books = { isChecked: false, why: "That needs a token." };
  const text = textOf(reportOf(findings));
  for (const line of [
    "  not let in            1: 409 WRONG_STATE (full)",
    "  no reply to the join  1",
    "  refused unexpectedly     3: 429 RATE_LIMITED\n                           1: 422 VALIDATION_ERROR",
    "1 too late because this program broke the connection",
    "  Left out: 4 times a player was away then because of this program, or joined later.",
    "  broken otherwise      2: answer: ECONNRESET",
    "The books\n  not checked  That needs a token.",
    "\n\nVerdict: not fine: 2 of 3 players did not get in; 4 answers were refused unexpectedly",
  ])
    expect(text).toContain(line);
});

test("a report without a single answer", () => {
  const findings = goodFindings();
  Object.assign(findings.figures, { joined: 0, joinMs: [], ackMs: [], questions: [] });
  expect(textOf(reportOf(findings))).toContain("  undisturbed  none\n");
});

test("neither the token nor the join code is among the figures", () => {
  const findings = goodFindings();
  Object.assign(findings.options, { token: "secret-token", code: "SECRET" });
  expect(JSON.stringify(reportOf(findings))).not.toMatch(/secret/i);
});

describe("the plan", () => {
  const plan = (line: string) => planText(readOptions(line.split(" "), {}, 7) as Options);

  test("of a rehearsal on this machine", () => {
    expect(plan("--players 2000")).toBe(
      [
        "2,000 players join over 20 s at a server of its own on this machine.",
        "They play 10 questions of 20 s in pace host: about 3:50 minutes.",
        "It ends after 14 minutes at the latest. Seed 7. Ctrl-C ends it.",
      ].join("\n"),
    );
  });

  test("of players only, and of a session that stays", () => {
    const url = "--url https://quiz.example.org";
    expect(plan(`${url} --code AB12`)).toContain("They play the session AB12, which somebody else leads.");
    expect(plan(`${url} --token t`)).toContain("The session and the quiz are deleted afterwards.");
    expect(plan(`${url} --token t --quiz 9`)).toContain("The session is deleted afterwards.");
    expect(plan(`${url} --token t --keep`)).toContain("The session stays.");
  });
});

describe("the progress", () => {
  const written = (isTTY: boolean, steps: (progress: Progress, clock: { ms: number }) => void) => {
    const texts: string[] = [];
    const clock = { ms: 0 };
    const out = { isTTY, columns: 30, write: (text: string) => texts.push(text) };
    steps(new Progress(out, () => clock.ms), clock);
    return texts;
  };

  test("is one line on a terminal, written over and cut to its width", () => {
    const texts = written(true, (progress) => {
      progress.update("one");
      progress.update("one");
      progress.update("two ".repeat(20));
      progress.log("done");
    });
    expect(texts).toEqual(["\r\x1b[Kone", `\r\x1b[K${"two ".repeat(20).slice(0, 29)}`, "\r\x1b[K", "done\n"]);
  });

  test("is a line now and then elsewhere", () => {
    const texts = written(false, (progress, clock) => {
      progress.update("one");
      progress.update("two");
      clock.ms = 5000;
      progress.update("three");
      progress.log("done");
    });
    expect(texts).toEqual(["one\n", "three\n", "done\n"]);
  });

  test("says how far it is", () => {
    const counts = { joined: 2000, refused: 0, sent: 0, counted: 0, refusedAnswers: 0, underWay: 0 };
    expect(progressLine("players join", 7, counts)).toBe("0:07 · players join · 2,000 in");
    const later = { ...counts, refused: 3, sent: 1500, counted: 1400, refusedAnswers: 20, underWay: 80 };
    expect(progressLine("question 2 of 10", 83, later)).toBe(
      "1:23 · question 2 of 10 · 2,000 in (3 not let in) · 1,500 answers: 1,400 counted, 20 refused, 80 under way",
    );
  });
});
