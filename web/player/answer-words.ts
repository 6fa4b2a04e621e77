import { isApiError } from "../../client/src/errors.ts";
import type { PlayerAnswer } from "../../client/src/player-answer.ts";
import type en from "../text/en/player.json";

/** What is said of an answer: the message's key in the catalog's `answer`, and how it looks. */
export interface AnswerWords {
  message: keyof typeof en.answer;
  look: "busy" | "good" | "warn" | "bad";
  /** Whether the player may answer again. */
  isOpen: boolean;
}

/**
 * The state of an answer in words.
 *
 * @param isOnline whether there is a connection
 * @param isOther whether it is the answer of another tab or device, which was faster
 */
export function answerWords(answer: PlayerAnswer, isOnline: boolean, isOther = false): AnswerWords {
  if (isOther || answer.standing) return { message: "other", look: "warn", isOpen: false };
  if (answer.state === "sending") {
    return isOnline
      ? { message: "sending", look: "busy", isOpen: false }
      : { message: "sendingOffline", look: "warn", isOpen: false };
  }
  if (answer.state === "kept") return { message: "kept", look: "good", isOpen: false };
  if (answer.state === "counted") return { message: "counted", look: "good", isOpen: false };
  const { refusal } = answer;
  if (isApiError(refusal, "QUESTION_CLOSED")) {
    const isEarly = refusal.data.reason === "not-open";
    return { message: isEarly ? "early" : "late", look: "bad", isOpen: isEarly };
  }
  if (isApiError(refusal, "SESSION_ENDED")) return { message: "ended", look: "bad", isOpen: false };
  if (isApiError(refusal, "BANNED", "INVALID_TOKEN", "NOT_FOUND", "FORBIDDEN")) {
    return { message: "removed", look: "bad", isOpen: false };
  }
  return { message: "refused", look: "bad", isOpen: true };
}
