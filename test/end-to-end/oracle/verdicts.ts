import type { Answer, ErrorBody, Question, Verdict } from "../../harness/contract.ts";
import { isCorrect, pointsFor, sameAnswer, timeLimitOf } from "./grading.ts";
import { type CountedAnswer, countedAnswer, type SentBody, type Window } from "./ledger.ts";
import type { Rules } from "./rules.ts";

/** How far the clocks of the test and the server may differ, in ms; both run on one machine. */
const CLOCK_TOLERANCE_MS = 15;
const ERROR_TYPES: Record<number, string> = {
  400: "BAD_REQUEST",
  413: "BODY_TOO_LARGE",
  422: "VALIDATION_ERROR",
};

/** When an answer arrived relative to the window; `uncertain` if the clocks are too close to tell. */
type Timing = "early" | "in time" | "late" | "uncertain";

function timingOf(sent: SentBody, window: Window | undefined, graceMs: number): Timing {
  if (!window || sent.doneAt < window.openedAt - CLOCK_TOLERANCE_MS) return "early";
  if (sent.sentAt > window.closesBy + graceMs + CLOCK_TOLERANCE_MS) return "late";
  const opened = sent.sentAt >= window.openedAt + CLOCK_TOLERANCE_MS;
  return opened && sent.doneAt <= window.closesFrom + graceMs - CLOCK_TOLERANCE_MS ? "in time" : "uncertain";
}

/** The statuses that the contract allows for one well-formed answer. */
function allowedStatuses(sent: SentBody, timing: Timing, first: CountedAnswer | undefined): number[] {
  const repeat = first && sameAnswer(sent.answer as Answer, first.answer) ? 200 : 409;
  if (sent === first?.sent) return timing === "in time" ? [201] : timing === "uncertain" ? [201, 410] : [];
  if (timing === "early") return [410];
  if (timing === "late") return first ? [repeat] : [410];
  if (timing === "uncertain") return first ? [repeat, 410] : [410];
  return first && sent.doneAt >= first.sent.sentAt ? [repeat] : [201];
}

/** A message for each wrong verdict that one player got on one question. */
export function verdictErrors(
  no: number,
  question: Question,
  rules: Rules,
  window: Window | undefined,
  rows: readonly SentBody[],
): string[] {
  const first = countedAnswer(rows);
  const errors: string[] = [];
  for (const sent of rows) {
    if (sent.status === 0) continue;
    const timing = timingOf(sent, window, rules.graceMs);
    const expected = sent.answer ? allowedStatuses(sent, timing, first) : sent.expectedStatuses;
    const problem = expected.includes(sent.status)
      ? bodyError(no, question, rules, window, sent, first)
      : `must be ${expected.join(" or ")}`;
    if (problem) {
      const answer = JSON.stringify(sent.answer ?? "malformed");
      const when = window ? `${sent.sentAt - window.openedAt} ms after the opening` : "not opened";
      errors.push(
        `player ${sent.playerNo}, question ${no}, ${answer}, ${timing} (${when}): ` +
          `${sent.status} ${JSON.stringify(sent.body)}: ${problem}`,
      );
    }
  }
  return errors;
}

function bodyError(
  no: number,
  question: Question,
  rules: Rules,
  window: Window | undefined,
  sent: SentBody,
  first: CountedAnswer | undefined,
): string | undefined {
  if (sent.status <= 201) {
    return first && window ? acceptedError(no, question, rules, window, sent, first) : "no answer counts";
  }
  const error = sent.body as ErrorBody;
  if (error.code !== sent.status) return "code does not equal the status";
  if (sent.status === 409) {
    const { answer } = (error.data ?? {}) as { answer?: Answer };
    if (error.type !== "ALREADY_ANSWERED") return "the type must be ALREADY_ANSWERED";
    return answer && first && sameAnswer(answer, first.answer)
      ? undefined
      : "data.answer is not the answer that counts";
  }
  if (sent.status === 410) {
    const { reason } = (error.data ?? {}) as { reason?: string };
    if (error.type === "SESSION_ENDED") return undefined;
    const reasons = window && sent.doneAt >= window.openedAt ? ["closed", "not-open"] : ["not-open"];
    if (window && sent.sentAt > window.openedAt + CLOCK_TOLERANCE_MS) reasons.pop();
    return error.type === "QUESTION_CLOSED" && reasons.includes(reason ?? "")
      ? undefined
      : `reason must be one of: ${reasons}`;
  }
  if (error.type !== ERROR_TYPES[sent.status]) return `the type must be ${ERROR_TYPES[sent.status]}`;
  return sent.status === 422 && !isListOfFieldErrors(error.data)
    ? "data must list path and reason"
    : undefined;
}

function acceptedError(
  no: number,
  question: Question,
  rules: Rules,
  window: Window,
  sent: SentBody,
  first: CountedAnswer,
): string | undefined {
  const body = sent.body as Verdict;
  if (body.status !== (sent.status === 201 ? "accepted" : "repeated")) return "wrong status in the body";
  if (body.question !== no) return "wrong question in the body";
  if (body.elapsedMs !== first.elapsedMs)
    return `elapsedMs must be ${first.elapsedMs}, as in the first verdict`;
  if (sent === first.sent && !isElapsedPlausible(question, window, first))
    return "elapsedMs does not match the clock of the test";
  if (sent.status === 201 && (body.statsTicket !== undefined) !== (rules.stats === "afterAnswer"))
    return "a stats ticket belongs to each accepted answer of a session with stats afterAnswer, and to no other";
  const correct = isCorrect(question, first.answer);
  const points = pointsFor(question, first.answer, first.elapsedMs, rules.scoring);
  // A reply that is made after the close tells the result, to a first answer too.
  const mayBeRevealed = rules.feedback === "immediate" || sent.doneAt >= window.closesFrom;
  if (!mayBeRevealed && ("points" in body || "correct" in body)) return "reveals the result too early";
  if (rules.feedback === "immediate" && body.points !== points) return `points must be ${points}`;
  if (rules.feedback === "immediate" && correct !== null && body.correct !== correct)
    return `correct must be ${correct}`;
  if ("points" in body && body.points !== points) return `points must be ${points}`;
  return "correct" in body && (body.correct ?? null) !== correct ? `correct must be ${correct}` : undefined;
}

/** The time that the server measured must lie between the times that the test measured before and after the call. */
function isElapsedPlausible(question: Question, window: Window, { elapsedMs, sent }: CountedAnswer): boolean {
  const lengthMs = window.closesBy - window.openedAt;
  // A host may have closed the question early, or extended it.
  const maxMs = Math.max(lengthMs, timeLimitOf(question) ?? Number.POSITIVE_INFINITY);
  const minMs = Math.min(sent.sentAt - window.openedAt - CLOCK_TOLERANCE_MS, lengthMs);
  return (
    Number.isInteger(elapsedMs) &&
    elapsedMs >= minMs &&
    elapsedMs <= maxMs &&
    elapsedMs <= sent.doneAt - window.openedAt + CLOCK_TOLERANCE_MS
  );
}

function isListOfFieldErrors(data: unknown): boolean {
  return (
    Array.isArray(data) &&
    data.length > 0 &&
    data.every((one) => typeof one?.path === "string" && typeof one?.reason === "string")
  );
}
