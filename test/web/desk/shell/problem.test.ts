import { ApiError, ConnectionError } from "../../../../client/src/errors.ts";
import { problemOf } from "../../../../web/desk/shell/problem.ts";

test.each([
  [401, "INVALID_TOKEN", "signedOut", false],
  [403, "FORBIDDEN", "notYours", false],
  [404, "NOT_FOUND", "notFound", false],
  [409, "WRONG_STATE", "refused", false],
  [429, "RATE_LIMITED", "tooMany", true],
  [503, "TRY_AGAIN", "later", true],
] as const)("a %i is %s", (status, type, kind, mayRetry) => {
  const problem = problemOf(new ApiError(status, { type, message: "m" }, 1500));
  expect(problem).toEqual({ kind, message: "m", seconds: 2, mayRetry });
});

test("no reply is offline, and anything else is unknown", () => {
  expect(problemOf(new ConnectionError(new Error("x")))).toMatchObject({ kind: "offline", mayRetry: true });
  expect(problemOf("what")).toEqual({ kind: "unknown", message: "", seconds: 0, mayRetry: true });
});
