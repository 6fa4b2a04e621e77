import { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { contractChecks } from "../../../platform/contracts/validation.ts";

/** Services that answer with the params that reached them. */
const echo = (ctx: { params: unknown }) => ctx.params as never;
const broker = new ServiceBroker({ logger: false, middlewares: [contractChecks] });
broker.createService({ name: "quiz", actions: { list: echo } });
broker.createService({ name: "sessions", actions: { create: echo, get: echo, join: echo } });
broker.createService({ name: "elsewhere", actions: { anything: echo } });
beforeAll(() => broker.start());
afterAll(() => broker.stop());

const fault = (path: string) => ({
  type: "VALIDATION_ERROR",
  code: 422,
  data: expect.arrayContaining([expect.objectContaining({ path })]),
});

test("a handler gets its params with the defaults filled in", async () => {
  expect(await call(broker, "quiz.list", { host: "ana" })).toEqual({ host: "ana", limit: 20 });
});

test("instants reach a handler as epoch ms", async () => {
  const settings = { quizId: "q", opensAt: "2031-04-01T14:00:00.250+02:00" };
  expect(await call(broker, "sessions.create", { host: "ana", settings })).toMatchObject({
    settings: { opensAt: Date.UTC(2031, 3, 1, 12, 0, 0, 250), pace: "host", graceMs: 500 },
  });
});

test.each<[string, string, object, string]>([
  ["a param that there is not", "sessions.get", { id: "s", as: "admin" }, "as"],
  ["a __proto__ of its own", "sessions.get", JSON.parse('{"id":"s","__proto__":{}}'), "__proto__"],
  ["no params", "sessions.get", {}, "id"],
  ["a number as a text", "quiz.list", { host: "ana", limit: "5" }, "limit"],
  ["a number past its bound", "quiz.list", { host: "ana", limit: 101 }, "limit"],
  ["a column of unequal length", "sessions.join", { code: ["A", "B"], nickname: ["a"] }, ""],
  ["a column with another kind of value", "sessions.join", { code: ["A", 1], nickname: ["a", "b"] }, "code"],
  ["a column that is none", "sessions.join", { code: "A", nickname: ["a"] }, "code"],
  ["a column that is missing", "sessions.join", { code: ["A"] }, "nickname"],
])("refuses %s", async (_what, action, params, path) => {
  await expect(broker.call(action, params)).rejects.toMatchObject(fault(path));
});

test("a column has 10,000 elements at the most", async () => {
  const columns = (length: number) => ({
    code: new Array<string>(length).fill("A"),
    nickname: new Array<string>(length).fill("b"),
  });
  await expect(broker.call("sessions.join", columns(10_001))).rejects.toMatchObject(fault("code"));
  expect(await broker.call("sessions.join", columns(10_000))).toMatchObject({ code: { length: 10_000 } });
});

test("an action that the contract does not name is left alone", async () => {
  expect(await broker.call("elsewhere.anything", { whatever: 1 })).toEqual({ whatever: 1 });
});
