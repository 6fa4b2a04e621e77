import type { z } from "zod";
import type { newSessionSchema } from "../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import { MAX_SESSION_AHEAD_MS, type SessionSettings } from "../../platform/domain/session.ts";
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
  const errors = [
    ...timeErrors(requested, now),
    ...paceErrors(requested),
    ...fairnessErrors(requested),
    ...timeLimitErrors(requested.pace, content),
  ];
  if (errors.length > 0) throw new ValidationError(errors);
  const isSelf = requested.pace === "self";
  return {
    pace: requested.pace,
    feedback: requested.feedback,
    stats: requested.stats ?? (isSelf ? "afterAnswer" : "onClose"),
    scoring: requested.scoring ?? (isSelf ? "flat" : "speed"),
    graceMs: requested.graceMs,
    lateJoin: requested.lateJoin,
    readMs: requested.readMs,
    closeWhenAllAnswered: requested.closeWhenAllAnswered,
    fairness: requested.fairness,
    leaderboard: requested.leaderboard,
    nicknames: requested.nicknames,
    opensAt: requested.opensAt ?? null,
    closesAt: requested.closesAt ?? null,
    gapMs: requested.gapMs,
    expectedPlayers: requested.expectedPlayers ?? null,
    maxPlayers: requested.maxPlayers ?? null,
  };
}

/** A session whose opening is further in the past, in ms, would open at once, to nobody. */
const MAX_OPENING_AGE_MS = 60_000;

const TOO_FAR_AHEAD = "must not be more than five years ahead";

/**
 * The errors of the times at which a session opens and closes.
 *
 * @param now epoch ms
 */
export function timeErrors(
  { pace, opensAt, closesAt }: Pick<z.output<typeof newSessionSchema>, "pace" | "opensAt" | "closesAt">,
  now: number,
): FieldError[] {
  const errors: FieldError[] = [];
  const report = (path: string, reason: string) => errors.push({ path, reason });
  if (opensAt !== undefined) {
    if (opensAt < now - MAX_OPENING_AGE_MS) report("opensAt", "must not be more than 60 s in the past");
    else if (opensAt > now + MAX_SESSION_AHEAD_MS) report("opensAt", TOO_FAR_AHEAD);
  }
  if (closesAt !== undefined) {
    if (pace !== "self") report("closesAt", "is only allowed with pace self");
    else if (closesAt <= now) report("closesAt", "must be in the future");
    else if (opensAt !== undefined && closesAt <= opensAt) report("closesAt", "must be after opensAt");
    else if (closesAt > now + MAX_SESSION_AHEAD_MS) report("closesAt", TOO_FAR_AHEAD);
  }
  return errors;
}

/** Settings that pace `self` does not have: there each player goes at their own speed. */
function paceErrors({
  pace,
  readMs,
  closeWhenAllAnswered,
}: Pick<z.output<typeof newSessionSchema>, "pace" | "readMs" | "closeWhenAllAnswered">): FieldError[] {
  if (pace !== "self") return [];
  const reason = "is only allowed with pace host or auto";
  return [
    ...(readMs > 0 ? [{ path: "readMs", reason }] : []),
    ...(closeWhenAllAnswered ? [{ path: "closeWhenAllAnswered", reason }] : []),
  ];
}

/** Elapsed times matter only to scoring `speed`, and in pace `self` no question is delivered to all at one moment. */
function fairnessErrors({
  pace,
  scoring,
  fairness,
}: Pick<z.output<typeof newSessionSchema>, "pace" | "scoring" | "fairness">): FieldError[] {
  if (fairness !== "delivery") return [];
  const path = "fairness";
  return [
    ...(pace === "self" ? [{ path, reason: "delivery is only allowed with pace host or auto" }] : []),
    ...((scoring ?? "speed") === "speed"
      ? []
      : [{ path, reason: "delivery is only allowed with scoring speed" }]),
  ];
}

function timeLimitErrors(pace: SessionSettings["pace"], content: QuizContent): FieldError[] {
  if (pace !== "auto") return [];
  return content.questions.flatMap((question, index) =>
    question.timeLimitMs === null
      ? [
          {
            path: "quizId",
            reason: `question ${index + 1} has no time limit, which pace auto needs: set one, or choose another pace`,
          },
        ]
      : [],
  );
}
