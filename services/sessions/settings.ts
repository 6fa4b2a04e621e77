import type { z } from "zod";
import type { newSessionSchema } from "../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import type { SessionSettings } from "../../platform/domain/session.ts";
import { type Fault, ValidationError } from "../../platform/errors.ts";

/**
 * What a host asked for, completed with the defaults of its pace and checked against the quiz.
 *
 * @param now epoch ms
 * @throws ValidationError where settings contradict each other or the quiz
 */
export function settle(
  asked: z.output<typeof newSessionSchema>,
  content: QuizContent,
  now: number,
): SessionSettings {
  const faults = [...faultsOfTimes(asked, now), ...faultsOfLimits(asked.pace, content)];
  if (faults.length > 0) throw new ValidationError(faults);
  const isSelf = asked.pace === "self";
  return {
    pace: asked.pace,
    feedback: asked.feedback,
    stats: asked.stats ?? (isSelf ? "live" : "onClose"),
    scoring: asked.scoring ?? (isSelf ? "flat" : "speed"),
    graceMs: asked.graceMs,
    lateJoin: asked.lateJoin,
    opensAt: asked.opensAt ?? null,
    closesAt: asked.closesAt ?? null,
    gapMs: asked.gapMs,
    expectedPlayers: asked.expectedPlayers ?? null,
  };
}

function faultsOfTimes(asked: z.output<typeof newSessionSchema>, now: number): Fault[] {
  if (asked.closesAt === undefined) return [];
  if (asked.pace !== "self") return [{ path: "closesAt", reason: "is for pace self only" }];
  if (asked.closesAt <= Math.max(asked.opensAt ?? now, now)) {
    return [{ path: "closesAt", reason: "must lie ahead, and after opensAt" }];
  }
  return [];
}

function faultsOfLimits(pace: SessionSettings["pace"], content: QuizContent): Fault[] {
  if (pace !== "auto") return [];
  return content.questions.flatMap((question, index) =>
    question.timeLimitMs === null
      ? [{ path: "quizId", reason: `question ${index + 1} has no time limit, which pace auto needs` }]
      : [],
  );
}
