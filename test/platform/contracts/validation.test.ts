import { ServiceBroker } from "moleculer";
import { z } from "zod";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { boundedErrors, parseOrThrow, validateParams } from "../../../platform/contracts/validation.ts";

/** Actions that return the params that they got. */
const echo = (ctx: { params: unknown }) => ctx.params as never;
const broker = new ServiceBroker({ logger: false, middlewares: [validateParams] });
broker.createService({ name: "quiz", actions: { list: echo } });
broker.createService({
  name: "sessions",
  actions: { create: echo, get: echo, join: echo, joinWithKeys: echo },
});
broker.createService({ name: "other", actions: { anything: echo } });
beforeAll(() => broker.start());
afterAll(() => broker.stop());

const validationError = (path: string) => ({
  type: "VALIDATION_ERROR",
  code: 422,
  data: expect.arrayContaining([expect.objectContaining({ path })]),
});

test("a handler gets its params with the defaults", async () => {
  expect(await call(broker, "quiz.list", { host: "ana" })).toEqual({ host: "ana", limit: 20 });
});

test("a handler gets dates as epoch ms", async () => {
  const settings = { quizId: "q", opensAt: "2031-04-01T14:00:00.250+02:00" };
  expect(await call(broker, "sessions.create", { host: "ana", settings })).toMatchObject({
    settings: { opensAt: Date.UTC(2031, 3, 1, 12, 0, 0, 250), pace: "host", graceMs: 500 },
  });
});

test.each<[string, string, object, string]>([
  ["an unknown param", "sessions.get", { id: "s", as: "admin" }, "as"],
  ["an own property __proto__", "sessions.get", JSON.parse('{"id":"s","__proto__":{}}'), "__proto__"],
  ["no params", "sessions.get", {}, "id"],
  ["a number in a string", "quiz.list", { host: "ana", limit: "5" }, "limit"],
  ["a number above its maximum", "quiz.list", { host: "ana", limit: 101 }, "limit"],
  ["columns of different lengths", "sessions.join", { code: ["A", "B"], nickname: ["a"] }, ""],
  [
    "a column with a value of another type",
    "sessions.join",
    { code: ["A", 1], nickname: ["a", "b"] },
    "code",
  ],
  ["a column that is not an array", "sessions.join", { code: "A", nickname: ["a"] }, "code"],
  [
    "a column with a value that is no UUID",
    "sessions.joinWithKeys",
    { code: ["A"], nickname: ["a"], key: ["0123"] },
    "key",
  ],
  ["a missing column", "sessions.join", { code: ["A"] }, "nickname"],
])("rejects %s", async (_name, action, params, path) => {
  await expect(broker.call(action, params)).rejects.toMatchObject(validationError(path));
});

test("a column has at most 10,000 elements", async () => {
  const columns = (length: number) => ({
    code: new Array<string>(length).fill("A"),
    nickname: new Array<string>(length).fill("b"),
  });
  await expect(broker.call("sessions.join", columns(10_001))).rejects.toMatchObject(validationError("code"));
  expect(await broker.call("sessions.join", columns(10_000))).toMatchObject({ code: { length: 10_000 } });
});

test("an action that is not in the contract is not checked", async () => {
  expect(await broker.call("other.anything", { whatever: 1 })).toEqual({ whatever: 1 });
});

test("a list of errors is bounded in number and length, and says how many more there are", () => {
  const schema = z.strictObject({ a: z.number() });
  const fields = Array.from({ length: 20_000 }, (_, index) => [`${index}${"x".repeat(500)}`, 1]);
  const refused = () => parseOrThrow(schema, { a: 1, ...Object.fromEntries(fields) });
  expect(refused).toThrow(expect.objectContaining({ code: 422 }));
  const errors = boundedErrors(fields.map(([path]) => ({ path: String(path), reason: "unknown field" })));
  expect(errors).toHaveLength(101);
  expect(errors[0]).toEqual({ path: expect.stringMatching(/^0x{298}…$/), reason: "unknown field" });
  expect(errors.at(-1)).toEqual({ path: "", reason: "19900 more errors" });
  try {
    refused();
  } catch (error) {
    expect((error as { data: unknown }).data).toEqual(errors);
  }
  expect.assertions(5);
});
