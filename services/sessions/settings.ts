import type { z } from "zod";
import type { newSessionSchema } from "../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import type { SessionSettings } from "../../platform/domain/session.ts";
import { type FieldError, ValidationError } from "../../platform/errors.ts";

/**
 * Completes the requested settings with the defaults of their pace and checks them against the quiz.
 *
 * @param now epoch ms
 * @throws ValidationError if settings contradict each other or the quiz
 */
export function resolveSettings(
  requested: z.output<typeof newSessionSchema>,
  content: QuizContent,
  now: number,
): SessionSettings {
  const errors = [...timeErrors(requested, now), ...timeLimitErrors(requested.pace, content)];
  if (errors.length > 0) throw new ValidationError(errors);
  const isSelf = requested.pace === "self";
  return {
    pace: requested.pace,
    feedback: requested.feedback,
    stats: requested.stats ?? (isSelf ? "live" : "onClose"),
    scoring: requested.scoring ?? (isSelf ? "flat" : "speed"),
    graceMs: requested.graceMs,
    lateJoin: requested.lateJoin,
    opensAt: requested.opensAt ?? null,
    closesAt: requested.closesAt ?? null,
    gapMs: requested.gapMs,
    expectedPlayers: requested.expectedPlayers ?? null,
  };
}

function timeErrors(requested: z.output<typeof newSessionSchema>, now: number): FieldError[] {
  if (requested.closesAt === undefined) return [];
  if (requested.pace !== "self") return [{ path: "closesAt", reason: "is only allowed with pace self" }];
  if (requested.closesAt <= Math.max(requested.opensAt ?? now, now)) {
    return [{ path: "closesAt", reason: "must be in the future and after opensAt" }];
  }
  return [];
}

function timeLimitErrors(pace: SessionSettings["pace"], content: QuizContent): FieldError[] {
  if (pace !== "auto") return [];
  return content.questions.flatMap((question, index) =>
    question.timeLimitMs === null
      ? [{ path: "quizId", reason: `question ${index + 1} has no time limit, which pace auto needs` }]
      : [],
  );
}
