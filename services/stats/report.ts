import { setImmediate } from "node:timers/promises";
import type { Correction, Place, Report, ReportQuestion, Snapshot } from "../../platform/contracts.ts";
import type { Queryable } from "../../platform/database.ts";
import type { Question } from "../../platform/quiz.ts";
import { isClosed, openedWindows, type SessionRecord } from "../../platform/session.ts";
import type { Analysis, Places } from "./board.worker.ts";
import { noFigures } from "./figures.ts";
import { shapeOf } from "./question-shape.ts";
import { nicknamesBetween } from "./stats.repo.ts";

/** So many players at a time: a few ms of the event loop. */
const PAGE = 5000;

/** What a report is put together from; `snapshot` and `analysis` are of one moment. */
export interface Findings {
  session: SessionRecord;
  questions: readonly Question[];
  snapshot: Snapshot;
  analysis: Analysis;
  places: Place[];
  history: Correction[];
}

export function reportOf(findings: Findings): Report {
  const { questions, snapshot, analysis, places, history } = findings;
  return {
    players: places.length,
    questions: questions.map((question, index) => reportQuestion(findings, question, index + 1)),
    reliability: analysis.reliability,
    places,
    asOf: snapshot.asOf,
    history,
  };
}

/** The questions over which reliability is computed: opened, not void, and no polls. */
export function itemsCounted(session: SessionRecord, questions: readonly { isPoll: boolean }[]): number[] {
  return openedWindows(session, session.asOf)
    .map((window) => window.question)
    .filter((no) => !session.voided.includes(no) && questions[no - 1]?.isPoll === false);
}

function reportQuestion(findings: Findings, question: Question, no: number): ReportQuestion {
  const { session, snapshot, analysis } = findings;
  const stats = snapshot.questions.find((figures) => figures.question === no) ?? {
    ...noFigures(no, shapeOf(question)),
    asOf: snapshot.asOf,
    final: isClosed(session, no),
  };
  const item = analysis.items.find((one) => one.question === no);
  return {
    no,
    text: question.text,
    stats,
    facility: item?.facility ?? null,
    discrimination: item?.discrimination ?? null,
    options: (stats.options ?? []).map((option) => ({
      ...option,
      meanRest: item?.meanRest[option.id] ?? null,
    })),
    voided: session.voided.includes(no),
  };
}

/** Everyone's place by name, in order of rank; the event loop turns between pages. */
export async function placesOfAll(
  db: Queryable,
  sessionNo: number,
  { players, ranks, points, elapsed }: Places,
  lastPlayer: number,
): Promise<Place[]> {
  const nicknames = await nicknamesOfAll(db, sessionNo, lastPlayer);
  const all: Place[] = [];
  for (let place = 0; place < players.length; place++) {
    if (place % PAGE === PAGE - 1) await setImmediate();
    const playerNo = players[place]!;
    all.push({
      rank: ranks[place]!,
      playerNo,
      nickname: nicknames[playerNo] ?? "",
      points: points[place]!,
      elapsedMs: elapsed[place]!,
    });
  }
  return all;
}

/** By player number. */
async function nicknamesOfAll(db: Queryable, sessionNo: number, lastPlayer: number): Promise<string[]> {
  const nicknames = new Array<string>(lastPlayer + 1).fill("");
  for (let from = 1; from <= lastPlayer; from += PAGE) {
    const page = await nicknamesBetween(db, sessionNo, from, from + PAGE - 1);
    for (const { player_no, nickname } of page) nicknames[player_no] = nickname;
  }
  return nicknames;
}
