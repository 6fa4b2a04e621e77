import { currentTime } from "../../../platform/clock.ts";
import type { Question } from "../../../platform/domain/question.ts";
import { stateOf } from "../../../platform/domain/session.ts";
import type { Report } from "../../../platform/domain/stats.ts";
import type { CachedSession } from "../caches/session-cache.ts";

/** All of a report's workbook but its players and answers, as it is sent to a worker thread. */
export interface WorkbookReport {
  title: string;
  code: string;
  pace: string;
  state: string;
  scoring: string;
  /** Epoch ms. */
  openedAt: number | null;
  endedAt: number | null;
  writtenAt: number;
  /** The quiz, with the corrected keys by question number. */
  questions: Question[];
  keys: CachedSession["record"]["keys"];
  voided: number[];
  report: Omit<Report, "table">;
}

export function workbookReport({ record, content }: CachedSession, report: Report): WorkbookReport {
  const { table: _, ...rest } = report;
  return {
    title: record.title,
    code: record.code,
    pace: record.settings.pace,
    state: stateOf(record),
    scoring: record.settings.scoring,
    openedAt: record.openedAt,
    endedAt: record.endedAt,
    writtenAt: currentTime(),
    questions: content.questions,
    keys: record.keys,
    voided: record.voided,
    report: rest,
  };
}
