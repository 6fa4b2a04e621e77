import type { Answer, ErrorBody, Question, Verdict } from "../../harness/contract.ts";
import { isRight, limitOf, pointsFor, sameAnswer } from "./grading.ts";
import { type Sent, type Standing, standing, type Window } from "./ledger.ts";
import type { Rules } from "./rules.ts";

/** How far the wall clock of the test and the server's may differ; they run on one machine. */
const CLOCK_MS = 15;
const TYPES: Record<number, string> = { 400: "BAD_REQUEST", 413: "BODY_TOO_LARGE", 422: "VALIDATION_ERROR" };

type Time = "early" | "in time" | "late" | "on the edge";

function timeOf(sent: Sent, window: Window | undefined, graceMs: number): Time {
  if (!window || sent.doneAt < window.openedAt - CLOCK_MS) return "early";
  if (sent.sentAt > window.closesBy + graceMs + CLOCK_MS) return "late";
  const opened = sent.sentAt >= window.openedAt + CLOCK_MS;
  return opened && sent.doneAt <= window.closesFrom + graceMs - CLOCK_MS ? "in time" : "on the edge";
}

/** The statuses that the contract allows for one well-formed answer. */
function allowed(sent: Sent, time: Time, first: Standing | undefined): number[] {
  const repeat = first && sameAnswer(sent.answer as Answer, first.answer) ? 200 : 409;
  if (sent === first?.sent) return time === "in time" ? [201] : time === "on the edge" ? [201, 410] : [];
  if (time === "early") return [410];
  if (time === "late") return first ? [repeat] : [410];
  if (time === "on the edge") return first ? [repeat, 410] : [410];
  return first && sent.doneAt >= first.sent.sentAt ? [repeat] : [201];
}

/** What is wrong with the verdicts that one player got on one question; nothing, as it should be. */
export function verdictFaults(
  no: number,
  question: Question,
  rules: Rules,
  window: Window | undefined,
  rows: readonly Sent[],
): string[] {
  const first = standing(rows);
  const faults: string[] = [];
  for (const sent of rows) {
    if (sent.status === 0) continue;
    const time = timeOf(sent, window, rules.graceMs);
    const fits = sent.answer ? allowed(sent, time, first) : sent.refusals;
    const wrong = fits.includes(sent.status)
      ? bodyFault(no, question, rules, window, sent, first)
      : `must be ${fits.join(" or ")}`;
    if (wrong) {
      const answer = JSON.stringify(sent.answer ?? "malformed");
      const when = window ? `${sent.sentAt - window.openedAt} ms after the opening` : "never open";
      faults.push(
        `player ${sent.playerNo}, question ${no}, ${answer}, ${time} (${when}): ` +
          `${sent.status} ${JSON.stringify(sent.body)}: ${wrong}`,
      );
    }
  }
  return faults;
}

function bodyFault(
  no: number,
  question: Question,
  rules: Rules,
  window: Window | undefined,
  sent: Sent,
  first: Standing | undefined,
): string | undefined {
  if (sent.status <= 201) {
    return first && window ? acceptFault(no, question, rules, window, sent, first) : "nothing stands";
  }
  const fault = sent.body as ErrorBody;
  if (fault.code !== sent.status) return "the code is not the status";
  if (sent.status === 409) {
    const { answer } = (fault.data ?? {}) as { answer?: Answer };
    if (fault.type !== "ALREADY_ANSWERED") return "the type must be ALREADY_ANSWERED";
    return answer && first && sameAnswer(answer, first.answer) ? undefined : "data.answer is not what counts";
  }
  if (sent.status === 410) {
    const { reason } = (fault.data ?? {}) as { reason?: string };
    if (fault.type === "SESSION_ENDED") return undefined;
    const told = window && sent.doneAt >= window.openedAt ? ["closed", "not-open"] : ["not-open"];
    if (window && sent.sentAt > window.openedAt + CLOCK_MS) told.pop();
    return fault.type === "QUESTION_CLOSED" && told.includes(reason ?? "") ? undefined : `reason: ${told}`;
  }
  if (fault.type !== TYPES[sent.status]) return `the type must be ${TYPES[sent.status]}`;
  return sent.status === 422 && !isListOfReasons(fault.data) ? "data must list path and reason" : undefined;
}

function acceptFault(
  no: number,
  question: Question,
  rules: Rules,
  window: Window,
  sent: Sent,
  first: Standing,
): string | undefined {
  const body = sent.body as Verdict;
  if (body.status !== (sent.status === 201 ? "accepted" : "repeated")) return "the status in the body";
  if (body.question !== no) return "the question in the body";
  if (body.elapsedMs !== first.elapsedMs) return `elapsedMs must be ${first.elapsedMs}, as at first`;
  if (sent === first.sent && !elapsedFits(question, window, first)) return "elapsedMs does not fit the clock";
  const right = isRight(question, first.answer);
  const points = pointsFor(question, first.answer, first.elapsedMs, rules.scoring);
  const mayKnow = rules.feedback === "immediate" || (sent.status === 200 && sent.doneAt >= window.closesFrom);
  if (!mayKnow && ("points" in body || "correct" in body)) return "tells the verdict before its time";
  if (rules.feedback === "immediate" && body.points !== points) return `points must be ${points}`;
  if (rules.feedback === "immediate" && right !== null && body.correct !== right) return `correct: ${right}`;
  if ("points" in body && body.points !== points) return `points must be ${points}`;
  return "correct" in body && (body.correct ?? null) !== right ? `correct must be ${right}` : undefined;
}

/** The server's measure must lie between what the test's own clock saw on both sides of the call. */
function elapsedFits(question: Question, window: Window, { elapsedMs, sent }: Standing): boolean {
  const limit = limitOf(question) ?? Number.POSITIVE_INFINITY;
  const low = Math.min(sent.sentAt - window.openedAt - CLOCK_MS, limit);
  return (
    Number.isInteger(elapsedMs) && elapsedMs >= low && elapsedMs <= sent.doneAt - window.openedAt + CLOCK_MS
  );
}

function isListOfReasons(data: unknown): boolean {
  return (
    Array.isArray(data) &&
    data.length > 0 &&
    data.every((one) => typeof one?.path === "string" && typeof one?.reason === "string")
  );
}
