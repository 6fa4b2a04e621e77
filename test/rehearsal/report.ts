import { emptyFigures, emptyQuestion } from "../../rehearsal/figures/crew-figures.ts";
import { type Findings, type Report, reportOf } from "../../rehearsal/figures/report.ts";
import { type Options, readOptions } from "../../rehearsal/options.ts";
import { compare } from "../../rehearsal/stage/books.ts";

const NO_OUTCOMES = {
  repeated: 0,
  changed: 0,
  early: 0,
  invalid: 0,
  putOff: 0,
  removed: 0,
  settled: 0,
  unredeemed: 0,
  contested: 0,
  missing: 0,
};

/** What three players did in a session of one question: two answers count, one came too late on purpose. */
export function goodFindings(): Findings {
  const questions = [
    {
      ...emptyQuestion(1),
      openedAtMs: 100,
      deliveredAtMs: [110, 112, 130],
      sent: 3,
      counted: 2,
      keptFirst: 1,
      refusedLate: 1,
    },
  ];
  const audit = {
    balanced: true,
    all: { ...NO_OUTCOMES, received: 3, accepted: 2, late: 1, stored: 2, counted: 2 },
  };
  return {
    options: readOptions(["--players", "3", "--questions", "1"], {}, 7) as Options,
    baseUrl: "http://127.0.0.1:12345",
    figures: {
      ...emptyFigures(),
      joined: 3,
      joinMs: [20, 21, 40],
      questions,
      ackMs: [8, 12],
      answerRequests: 4,
      mishaps: { "lost-reply": 1, reset: 0, away: 0 },
      cpuMs: 1234,
    },
    books: compare(audit, [{ question: 1, attempts: 2 }], questions, { others: false, removed: false }),
    toServerTime: (ms) => ms,
    startedAt: new Date("2026-01-02T03:04:05.678Z"),
    seconds: 65.4,
    memoryMiB: 150,
    early: undefined,
    notes: [],
  };
}

export function goodReport(): Report {
  return reportOf(goodFindings());
}
