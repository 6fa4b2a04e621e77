import { currentTime } from "../../../platform/clock.ts";
import {
  type Events,
  HOST_STEPS,
  type HostStep,
  JOIN_STATUS,
  OLD_STEPS,
  type ParamsIn,
} from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type SessionRecord, stateOf } from "../../../platform/domain/session.ts";
import sessionsService from "../../../services/sessions/sessions.service.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { attachDatabase, stubbedNode } from "./stubbed-node.ts";

const db = freshDatabase();
const { broker, stubs } = stubbedNode();
attachDatabase(broker, db);
const joined: Events["players.joined"][] = [];
broker.createService({
  name: "audience",
  events: {
    "players.joined"({ params }: { params: Events["players.joined"] }) {
      joined.push(params);
    },
  },
});
broker.createService(sessionsService);

const QUIZ_ID = "q".repeat(16);
beforeAll(() =>
  db.query(
    `with quiz as (insert into quizzes (id, host, version, title, questions) values ($1, 'ana', 1, 'A quiz', 3))
     insert into quiz_versions (quiz_id, version, content) values ($1, 1, '{}')`,
    [QUIZ_ID],
  ),
);

const create = (settings: Partial<ParamsIn<"sessions.create">["settings"]> = {}, host = "ana") =>
  call(broker, "sessions.create", { host, settings: { quizId: QUIZ_ID, ...settings } });
const joinAll = (...codes: string[]) =>
  call(broker, "sessions.join", { code: codes, nickname: codes.map((_, index) => `n${index}`) });
const refusal = (type: string) => ({ type });

test("a new session is in its lobby and has a code, its settings and its quiz's version", async () => {
  const session = await create({ feedback: "immediate", expectedPlayers: 300 });
  expect(stateOf(session)).toBe("lobby");
  expect(session).toMatchObject({ host: "ana", version: 1, questions: 3, players: 0, windows: [] });
  expect(session.settings).toMatchObject({ pace: "host", feedback: "immediate", expectedPlayers: 300 });
  expect(session.code).toMatch(/^[2-9A-Z]{6}$/);
  expect(await call(broker, "sessions.get", { id: session.id })).toMatchObject({ no: session.no });
});

test("the scheduler opens a session that is due when it is created", async () => {
  const { id } = await create({ opensAt: new Date().toISOString() });
  await until("it is open", async () => {
    const session = await call(broker, "sessions.get", { id });
    return session !== null && stateOf(session) === "open";
  });
});

test("a list has only the host's own sessions, page by page, the newest first", async () => {
  for (const host of ["lou", "eve", "lou", "lou"]) await create({}, host);
  const first = await call(broker, "sessions.list", { host: "lou", limit: 2 });
  const second = await call(broker, "sessions.list", { host: "lou", limit: 2, cursor: first.nextCursor! });
  const all = [...first.items, ...second.items];
  expect(all.map(({ host }) => host)).toEqual(["lou", "lou", "lou"]);
  expect(all.map(({ no }) => no)).toEqual(all.map(({ no }) => no).sort((one, other) => other - one));
  expect([first.items.length, second.nextCursor]).toEqual([2, null]);
});

test.each(["", "x", "-1", "0", "1.5", "99999999999"])("the cursor %j is invalid", async (cursor) => {
  const list = call(broker, "sessions.list", { host: "ana", cursor });
  await expect(list).rejects.toMatchObject({ type: "VALIDATION_ERROR", data: [{ path: "cursor" }] });
});

test("codes are accepted as people type them; an impossible one does not affect the others", async () => {
  const { code, id, no } = await create();
  const typed = ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`;
  const verdicts = await joinAll("\u0000", typed, "\ud800", code);
  expect(verdicts).toEqual({
    status: [JOIN_STATUS.unknownCode, JOIN_STATUS.joined, JOIN_STATUS.unknownCode, JOIN_STATUS.joined],
    sessionId: [null, id, null, id],
    sessionNo: [0, no, 0, no],
    playerNo: [0, 1, 0, 2],
    nickname: ["n0", "n1", "n2", "n3"],
    hasJoinedBefore: [false, false, false, false],
    lastsUntil: [0, 0, 0, 0],
  });
  expect(joined.at(-1)).toEqual({
    sessionNo: no,
    sessionId: id,
    players: 2,
    arrivals: [
      { playerNo: 1, nickname: "n1" },
      { playerNo: 2, nickname: "n3" },
    ],
    more: 0,
  });
});

test("joining too late is not reported as an unknown code", async () => {
  const { code, id } = await create({ lateJoin: false });
  await call(broker, "sessions.open", { host: "ana", id });
  expect((await joinAll(code)).status).toEqual([JOIN_STATUS.tooLate]);
});

test("a removal is broadcast to all nodes; an unknown player is not read", async () => {
  const { code, id, revision } = await create({}, "ann");
  await joinAll(code, code);
  await call(broker, "sessions.removePlayer", { host: "ann", id, player: 1 });
  const broadcast = stubs.changed.findLast((session) => session.id === id);
  expect(broadcast).toMatchObject({ removed: [1], revision: revision + 1 });
  const { items } = await call(broker, "sessions.list", { host: "ann" });
  expect(items).toMatchObject([{ id, players: 1, removed: [] }]);
  const params = { host: "ann", id, player: 3 };
  await expect(call(broker, "sessions.removePlayer", params)).rejects.toMatchObject(refusal("NOT_FOUND"));
});

test("a question is voided once and stays voided", async () => {
  const { id } = await create();
  const params = { host: "ana", id, question: 2, reason: "ambiguous" };
  const once = await call(broker, "sessions.void", params);
  const twice = await call(broker, "sessions.void", params);
  expect([once.voided, twice.voided]).toEqual([[2], [2]]);
  expect(twice.revision).toBe(once.revision);
  const beyond = call(broker, "sessions.void", { ...params, question: 4 });
  await expect(beyond).rejects.toMatchObject(refusal("NOT_FOUND"));
});

test("a corrected key is in the session; its history has the old and the new key", async () => {
  const { id, no } = await create();
  const body = { correct: [0], reason: "a slip" };
  const after = await call(broker, "sessions.rekey", { host: "ana", id, question: 1, body });
  const to = { form: "options", correct: [0], exact: false };
  expect(after.keys).toEqual({ 1: to });
  const read = await call(broker, "sessions.byNo", { no });
  expect(read?.corrections).toMatchObject([
    { kind: "key", question: 1, reason: "a slip", from: { form: "options", correct: [2], exact: false }, to },
  ]);
});

test("a correction that does not fit its question is rejected and leaves no trace", async () => {
  const { id, no } = await create();
  const rekey = (question: number, body: ParamsIn<"sessions.rekey">["body"]) =>
    call(broker, "sessions.rekey", { host: "ana", id, question, body });
  const misfit = rekey(1, { correct: [3], reason: "a slip" });
  await expect(misfit).rejects.toMatchObject(refusal("VALIDATION_ERROR"));
  await expect(rekey(4, { correct: [0], reason: "x" })).rejects.toMatchObject(refusal("NOT_FOUND"));
  expect((await call(broker, "sessions.byNo", { no }))?.corrections).toEqual([]);
});

test("when a session's history is full, only voiding with a short reason is possible", async () => {
  const { id, no } = await create();
  await db.query(
    `insert into corrections (session_no, kind, question_no, reason)
     select $1, 'void', 3, repeat('x', 2000) from generate_series(1, 300)`,
    [no],
  );
  const host = "ana";
  const key = { correct: [0], reason: "x" };
  const rekey = call(broker, "sessions.rekey", { host, id, question: 1, body: key });
  await expect(rekey).rejects.toMatchObject(refusal("VALIDATION_ERROR"));
  const long = call(broker, "sessions.void", { host, id, question: 1, reason: "x".repeat(300) });
  await expect(long).rejects.toMatchObject(refusal("VALIDATION_ERROR"));
  const short = await call(broker, "sessions.void", { host, id, question: 2, reason: "x" });
  expect([short.voided, short.keys]).toEqual([[3, 2], {}]);
});

test("a question that everyone has answered is closed by its number, and no other one, nor twice", async () => {
  const { id, no } = await create({ closeWhenAllAnswered: true });
  const closeAnswered = (question: number) => call(broker, "sessions.closeAnswered", { no, question });
  const areClosed = async () =>
    (await call(broker, "sessions.get", { id }))!.windows.map(
      ({ closesAt }) => (closesAt ?? Infinity) <= currentTime(),
    );
  expect((await closeAnswered(1))?.openedAt).toBeNull();
  await call(broker, "sessions.open", { host: "ana", id });
  await call(broker, "sessions.next", { host: "ana", id });
  // The board's owner thought that question 1 was open.
  const { revision } = (await call(broker, "sessions.get", { id }))!;
  expect((await closeAnswered(1))?.revision).toBe(revision);
  expect(await areClosed()).toEqual([true, false]);
  const closed = (await closeAnswered(2))!;
  expect(closed.windows[1]?.closesAt).toBeLessThanOrEqual(currentTime());
  expect((await closeAnswered(2))?.revision).toBe(closed.revision);
  expect(await call(broker, "sessions.closeAnswered", { no: 2_000_000_000, question: 1 })).toBeNull();
});

describe("a host's step", () => {
  const validUntil = currentTime() + 3_600_000;
  const step = (
    id: string,
    name: HostStep,
    stepId: string,
    changed: Partial<ParamsIn<"sessions.step">> = {},
  ) => call(broker, "sessions.step", { host: "ana", id, step: name, stepId, validUntil, ...changed });
  const questionsOf = ({ windows }: SessionRecord) => windows.map(({ question }) => question);

  test("that is sent again to a second node is taken once, also if another one came between", async () => {
    const { id } = await create();
    const opened = await step(id, "open", "a");
    const second = await step(id, "next", "b");
    expect(questionsOf(second)).toEqual([1, 2]);
    expect(questionsOf(await step(id, "next", "b"))).toEqual([1, 2]);
    expect(questionsOf(await step(id, "next", "c"))).toEqual([1, 2, 3]);
    const again = await Promise.all([step(id, "open", "a"), step(id, "next", "b"), step(id, "next", "c")]);
    expect(again.map(({ revision }) => revision)).toEqual(new Array(3).fill(opened.revision + 2));
  });

  test("that was sent to two nodes at the same time is taken once", async () => {
    const { id } = await create();
    await step(id, "open", "a");
    const both = await Promise.all([step(id, "next", "b"), step(id, "next", "b")]);
    expect(both.map(questionsOf)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test("without a name that comes at the same moment as another one changes nothing", async () => {
    const { id } = await create();
    await step(id, "open", "a");
    const both = await Promise.all([step(id, "next", "b"), step(id, "next", "c")]);
    expect(both.map(questionsOf)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    // Each of them was taken, and one of them changed nothing: also if it is sent again.
    for (const stepId of ["b", "c"]) expect(questionsOf(await step(id, "next", stepId))).toEqual([1, 2]);
    const closed = await Promise.all([step(id, "close", "d"), step(id, "close", "e")]);
    expect(closed[0]?.revision).toBe(closed[1]?.revision);
    await expect(step(id, "close", "f")).rejects.toMatchObject({ type: "WRONG_STATE" });
    // One after the other, both act.
    await step(id, "next", "g");
    expect(questionsOf((await call(broker, "sessions.get", { id }))!)).toEqual([1, 2, 3]);
  });

  test("that names another question is refused, with the state and the question", async () => {
    const { id } = await create();
    await step(id, "open", "a");
    const refused = { type: "WRONG_STATE", code: 409, data: { state: "open", question: 1 } };
    await expect(step(id, "next", "b", { question: 2 })).rejects.toMatchObject(refused);
    await expect(step(id, "close", "c", { question: 2 })).rejects.toMatchObject(refused);
    expect(questionsOf(await step(id, "next", "d", { question: 1 }))).toEqual([1, 2]);
    await expect(step(id, "next", "e", { question: 1 })).rejects.toMatchObject({ data: { question: 2 } });
    expect((await step(id, "close", "f", { question: 2 })).windows[1]?.closesAt).not.toBeNull();
  });

  test("that comes after its gateway has stopped waiting is refused with this node's time", async () => {
    const { id } = await create();
    const late = step(id, "open", "a", { validUntil: currentTime() - 1 });
    await expect(late).rejects.toMatchObject({ type: "STEP_EXPIRED", data: { now: expect.any(Number) } });
    expect((await call(broker, "sessions.get", { id }))?.openedAt).toBeNull();
  });

  test.each(HOST_STEPS)("cannot be taken by another host: %s", async (name) => {
    const { id } = await create();
    const forbidden = refusal("FORBIDDEN");
    const byMs = name === "extend" ? { byMs: 1000 } : {};
    await expect(step(id, name, "a", { host: "eve", ...byMs })).rejects.toMatchObject(forbidden);
  });

  test.each(OLD_STEPS)("nor by a gateway of the release before: %s", async (name) => {
    const { id } = await create();
    const refused = call(broker, `sessions.${name}`, { host: "eve", id });
    await expect(refused).rejects.toMatchObject(refusal("FORBIDDEN"));
  });
});
