import { Errors } from "moleculer";
import * as errors from "../../../../platform/errors.ts";
import { errorReply } from "../../../../services/api/routing/error-replies.ts";

const logged: unknown[][] = [];
const logger = { error: (...args: unknown[]) => logged.push(args) };
beforeEach(() => {
  logged.length = 0;
});

function replyTo(error: unknown) {
  const { status, headers, body } = errorReply(error, logger, "request-1");
  return { status, headers, body: JSON.parse(String(body)) };
}
/** An error as it arrives from another node: an `Error` with some of its fields. */
const fromRemote = (error: errors.ApiError) =>
  Object.assign(new Error(error.message), {
    name: error.name,
    code: error.code,
    type: error.type,
    data: error.data,
  });

test.each([
  new errors.BadRequest("no"),
  new errors.NoToken(),
  new errors.InvalidToken(),
  new errors.Forbidden(),
  new errors.NotFound("quiz"),
  new errors.UnknownCode(),
  new errors.AlreadyAnswered({ question: 1, choice: 2 }),
  new errors.WrongState("no", "lobby"),
  new errors.QuestionClosed("not-open"),
  new errors.SessionEnded(),
  new errors.StaleVersion(3),
  new errors.BodyTooLarge(8192),
  new errors.ValidationError([{ path: "a", reason: "b" }]),
  new errors.RateLimited(1500),
  new errors.TryAgain(2500),
])("$type is sent unchanged, whether thrown here or on another node", (error) => {
  const { name, message, code, type, data } = error;
  const expected = JSON.parse(JSON.stringify({ name, message, code, type, data }));
  for (const thrown of [error, fromRemote(error)]) {
    expect(replyTo(thrown)).toMatchObject({ status: code, body: expected });
  }
  expect(logged).toEqual([]);
});

const SQL = 'insert into answers: duplicate key "answers_pkey" on db-7.internal';
test.each([
  Object.assign(new Error(SQL), { code: "23505", detail: SQL }),
  new Errors.MoleculerError(SQL, 500, "SOMETHING_ODD", { sql: SQL }),
  new Errors.MoleculerServerError(SQL, 500, "NO_ALIAS_HANDLER", { sql: SQL }),
  new Errors.ValidationError(SQL, undefined as never, [{ type: "required", message: SQL, field: "host" }]),
  new TypeError(SQL),
  SQL,
  { message: SQL, code: 500 },
  null,
  undefined,
])("an internal error is logged, and gives a 500 without details (%#)", (error) => {
  const { status, body } = replyTo(error);
  expect(status).toBe(500);
  expect(body).toEqual({
    name: "InternalError",
    message: "Something went wrong on our side.",
    code: 500,
    type: "INTERNAL_ERROR",
    data: { requestId: "request-1" },
  });
  expect(logged).toEqual([["A request failed", { requestId: "request-1" }, error]]);
});

test.each([
  ...errors.TRANSIENT_TYPES,
])("%s means that a retry may succeed: 503, without internal details", (type) => {
  const { status, body, headers } = replyTo(
    new Errors.MoleculerError(SQL, 504, type, { nodeID: "db-7.internal" }),
  );
  expect([status, body.type]).toEqual([503, "TRY_AGAIN"]);
  expect(JSON.stringify(body)).not.toContain("db-7");
  expect(Number(headers?.["Retry-After"])).toBeGreaterThanOrEqual(1);
});

test("Moleculer's errors for an unavailable node give 503", () => {
  const unavailable = [
    new Errors.RequestTimeoutError({ action: "a", nodeID: "n" }),
    new Errors.ServiceNotFoundError({ action: "a", nodeID: "n" }),
    new Errors.ServiceNotAvailableError({ action: "a", nodeID: "n" }),
    new Errors.RequestRejectedError({ action: "a", nodeID: "n" }),
    new Errors.RequestSkippedError({ action: "a", nodeID: "n" }),
    Object.assign(new Error("unavailable"), { type: "BAD_GATEWAY" }),
  ];
  for (const error of unavailable) expect(replyTo(error).status).toBe(503);
});

test.each([
  [new errors.RateLimited(1), "1"],
  [new errors.RateLimited(1001), "2"],
  [new errors.TryAgain(2000), "2"],
  [fromRemote(new errors.TryAgain(60_000)), "60"],
])("a temporary error has Retry-After, in whole seconds (%#)", (error, seconds) => {
  expect(replyTo(error).headers).toMatchObject({ "Retry-After": seconds, "Cache-Control": "no-store" });
});

test("a missing token gives WWW-Authenticate", () => {
  expect(replyTo(new errors.NoToken()).headers).toMatchObject({ "WWW-Authenticate": "Bearer" });
});

test("an unknown path gives an error in the API's format", () => {
  const notRouted = Object.assign(new Error("Not found"), {
    name: "NotFoundError",
    code: 404,
    type: "NOT_FOUND",
  });
  expect(replyTo(notRouted).body).toMatchObject({ name: "NotFound", code: 404, type: "NOT_FOUND" });
});

test("a library's words about a malformed request are not sent", () => {
  const malformed = Object.assign(new Error("URI malformed in decodeURIComponent"), { code: 400 });
  expect(replyTo(malformed).body).toEqual({
    name: "BadRequest",
    message: "The request is malformed.",
    code: 400,
    type: "BAD_REQUEST",
  });
});
