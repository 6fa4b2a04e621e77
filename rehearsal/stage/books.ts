import { setTimeout as sleep } from "node:timers/promises";
import type { HostSession } from "../../client/src/host-session.ts";
import type { Audit, QuestionStats } from "../../client/src/types.ts";
import type { CrewFigures } from "../figures/crew-figures.ts";

/** How the players' own count of a question compares with the server's figures. */
export interface BookLine {
  no: number;
  /** Answers of our players that the server has acknowledged. */
  acknowledged: number;
  /** Answers of our players that may be stored although nobody knows: no verdict has come. */
  unknown: number;
  /** Answers in the server's final figures. */
  inFigures: number;
  agrees: boolean;
}

/** `isChecked` is false if there was no token to check with, or the server did not say; `why` says which. */
export type Books = { isChecked: false; why: string } | CheckedBooks;

export interface CheckedBooks {
  isChecked: true;
  /** The server's audit: received, stored and counted agree. */
  isBalanced: boolean;
  audit: Audit["all"];
  lines: BookLine[];
  /** Every line agrees. */
  agrees: boolean;
}

const POLL_MS = 250;

/**
 * Compares what the players know with the server's audit and figures. Waits until these are final.
 *
 * @param others whether other people played too: then the figures may have more answers than ours
 * @param ms how long the figures may take to become final
 * @throws ApiError, ConnectionError
 */
export async function checkBooks(
  session: HostSession,
  { questions, removed }: Pick<CrewFigures, "questions" | "removed">,
  others: boolean,
  ms: number,
): Promise<CheckedBooks> {
  const deadline = performance.now() + ms;
  for (;;) {
    const audit = await session.audit();
    const stats: QuestionStats[] = [];
    for (const { no } of questions) stats.push(await session.stats(no));
    const books = compare(audit, stats, questions, { others, removed: removed > 0 });
    const isFinal = stats.every(({ final }) => final);
    if ((isFinal && books.isBalanced && books.agrees) || performance.now() > deadline) return books;
    await sleep(POLL_MS);
  }
}

/**
 * The comparison itself.
 *
 * @param stats of the same questions
 * @param unlike `others`: other people played too; `removed`: some of our players were removed, and their answers with them
 */
export function compare(
  audit: Pick<Audit, "all" | "balanced">,
  stats: readonly Pick<QuestionStats, "question" | "attempts">[],
  questions: CrewFigures["questions"],
  unlike: { others: boolean; removed: boolean },
): CheckedBooks {
  const lines = questions.map(({ no, counted, unsettled }): BookLine => {
    const inFigures = stats.find(({ question }) => question === no)?.attempts ?? 0;
    const least = unlike.removed ? 0 : counted;
    const most = unlike.others ? Number.POSITIVE_INFINITY : counted + unsettled;
    return {
      no,
      acknowledged: counted,
      unknown: unsettled,
      inFigures,
      agrees: inFigures >= least && inFigures <= most,
    };
  });
  return {
    isChecked: true,
    isBalanced: audit.balanced,
    audit: audit.all,
    lines,
    agrees: lines.every(({ agrees }) => agrees),
  };
}
