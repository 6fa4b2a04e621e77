import { describe, expect, test } from "@jest/globals";
import { ApiError, ConnectionError } from "../../../../client/src/errors.ts";
import { problemOf, problemOfTyped } from "../../../../web/player/entry/entry-problem.ts";

const refusal = (status: number, type: string, data?: unknown) =>
  new ApiError(status, { message: "", type: type as ApiError["type"], data });
const invalid = (path: string) => refusal(422, "VALIDATION_ERROR", [{ path, reason: "" }]);

test.each([
  [{ code: " - ", nickname: "Ann" }, "code"],
  [{ code: "ABC123", nickname: " " }, "nickname"],
  [{ code: "ABC123", playerNo: "x", pin: "1" }, "playerNo"],
  [{ code: "ABC123", playerNo: "0", pin: "1" }, "playerNo"],
  [{ code: "ABC123", playerNo: "7", pin: "" }, "pin"],
  [{ code: "abc 123", nickname: "Ann" }, undefined],
  [{ code: "abc 123", playerNo: "#7", pin: "12345678" }, undefined],
])("what is typed as %j has its fault in %s", (typed, field) => {
  expect(problemOfTyped(typed)?.field).toBe(field);
});

describe("a refusal", () => {
  test.each([
    [new ConnectionError(undefined), false, "form", "offline"],
    [refusal(404, "UNKNOWN_CODE"), false, "code", "unknownCode"],
    [refusal(409, "NICKNAME_TAKEN"), false, "nickname", "taken"],
    [refusal(409, "WRONG_STATE", { state: "open", reason: "late" }), false, "form", "late"],
    [refusal(409, "WRONG_STATE", { state: "open", reason: "locked" }), false, "form", "locked"],
    [refusal(409, "WRONG_STATE", { state: "open", reason: "full" }), false, "form", "full"],
    [refusal(409, "WRONG_STATE", { state: "ended" }), false, "form", "ended"],
    [refusal(410, "SESSION_ENDED", { reason: "closed" }), false, "code", "ended"],
    [refusal(403, "BANNED"), false, "form", "banned"],
    [invalid("nickname"), false, "nickname", "badNickname"],
    [invalid("code"), false, "code", "unknownCode"],
    [invalid("pin"), true, "pin", "wrongPin"],
    [refusal(404, "NOT_FOUND"), true, "pin", "wrongPin"],
    [refusal(404, "NOT_FOUND"), false, "form", "failed"],
    [new Error("anything"), false, "form", "failed"],
  ] as const)("%s (way back: %p) is shown at %s", (error, isReturn, field, message) => {
    expect(problemOf(error, isReturn)).toEqual({ field, message });
  });
});
