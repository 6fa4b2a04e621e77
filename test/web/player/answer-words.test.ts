import { expect, test } from "@jest/globals";
import { ApiError } from "../../../client/src/errors.ts";
import { type AnswerChanges, PlayerAnswer } from "../../../client/src/player-answer.ts";
import { answerWords } from "../../../web/player/answer-words.ts";

const refused = (type: string, data?: unknown): AnswerChanges => ({
  state: "refused",
  refusal: new ApiError(410, { message: "", type: type as ApiError["type"], data }),
});

test.each([
  [{ state: "sending" }, true, "sending", false],
  [{ state: "sending" }, false, "sendingOffline", false],
  [{ state: "kept" }, true, "kept", false],
  [{ state: "counted" }, true, "counted", false],
  [{ state: "refused", standing: { choice: 1 } }, true, "other", false],
  [refused("QUESTION_CLOSED", { reason: "closed" }), true, "late", false],
  [refused("QUESTION_CLOSED", { reason: "not-open" }), true, "early", true],
  [refused("SESSION_ENDED", { reason: "closed" }), true, "ended", false],
  [refused("INVALID_TOKEN"), true, "removed", false],
  [refused("VALIDATION_ERROR", []), true, "refused", true],
] as const)("%j (online: %p) is said as %s; open again: %p", (changes, isOnline, message, isOpen) => {
  const answer = new PlayerAnswer(1, { choice: 0 });
  answer.change(changes);
  expect(answerWords(answer, isOnline)).toMatchObject({ message, isOpen });
});

test("an answer of another tab is said as such, also once it is counted here", () => {
  const answer = new PlayerAnswer(1, { choice: 0 });
  answer.change({ state: "counted" });
  expect(answerWords(answer, true, true).message).toBe("other");
});
