import { Host, type HostedSession, type HostSession } from "../../client/src/host.ts";
import { refusal, ScriptedGateway, type ScriptedReply } from "./scripted-gateway.ts";

const CLOSES_AT = "2026-01-01T00:01:00.000Z";

/** A session at this question; read at this second. */
function stateAt(
  no: number,
  second = no,
  fields: Partial<HostedSession> = {},
  closesAt = CLOSES_AT,
): HostedSession {
  const time = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  const question = { no, kind: "poll", text: "?", options: [], openedAt: CLOSES_AT, closesAt };
  const lobby = no === 0 ? { state: "lobby" } : { state: "open", question };
  return { id: "S", pace: "host", ...lobby, asOf: time, now: time, ...fields } as unknown as HostedSession;
}

const ok = (json: unknown): ScriptedReply => ({ status: 200, json });
const wrong = (state: string, question?: number) =>
  refusal(409, "WRONG_STATE", { state, ...(question === undefined ? {} : { question }) });

function sessionWith(state: HostedSession | undefined, ...replies: ScriptedReply[]) {
  const gateway = new ScriptedGateway(replies);
  const host = new Host({ baseUrl: "http://gateway", token: "t", device: gateway.device });
  return { gateway, session: host.session(state ?? "S") };
}
const bodiesOf = ({ requests }: ScriptedGateway) =>
  requests.map(({ body }) => (body === "" ? undefined : JSON.parse(body)));

test("steps name the question of the newest state", async () => {
  const { gateway, session } = sessionWith(
    stateAt(1),
    ok(stateAt(2)),
    ok(stateAt(2, 3)),
    ok(stateAt(2, 4)),
    ok(stateAt(3, 5)),
  );
  await session.next();
  await session.extend(5000);
  await session.close();
  await session.next({ after: 2 });
  expect(session.state?.question?.no).toBe(3);
  expect(gateway.calls.map((call) => call.split("/").at(-1))).toEqual(["next", "extend", "close", "next"]);
  expect(bodiesOf(gateway)).toEqual([
    { after: 1 },
    { byMs: 5000, question: 2 },
    { question: 2 },
    { after: 2 },
  ]);
});

test("a step reads the state first if the host has seen none", async () => {
  const { gateway, session } = sessionWith(undefined, ok(stateAt(4)), ok(stateAt(5)));
  await session.next();
  expect(gateway.calls).toEqual(["GET /api/sessions/S", "POST /api/sessions/S/next"]);
  expect(bodiesOf(gateway)[1]).toEqual({ after: 4 });
});

test("in pace auto, where the clock moves the session, a step reads the state first", async () => {
  const auto = { pace: "auto" as const };
  const { gateway, session } = sessionWith(
    stateAt(1, 1, auto),
    ok(stateAt(3, 3, auto)),
    ok(stateAt(3, 4, auto)),
  );
  await session.extend(1000);
  expect(bodiesOf(gateway)).toEqual([undefined, { byMs: 1000, question: 3 }]);
});

test("an older state does not replace a newer one", async () => {
  const { session } = sessionWith(stateAt(3, 9), ok(stateAt(2, 8)), ok(stateAt(4, 10)));
  await session.read();
  expect(session.state?.question?.no).toBe(3);
  await session.read();
  expect(session.state?.question?.no).toBe(4);
});

describe("a step whose reply was lost", () => {
  test.each<[string, HostedSession, (session: HostSession) => Promise<HostedSession>, ScriptedReply]>([
    ["open", stateAt(0), (session) => session.open(), wrong("open")],
    ["next", stateAt(1), (session) => session.next(), wrong("open", 2)],
    ["close", stateAt(1), (session) => session.close(), wrong("open")],
    ["close, with a next after it", stateAt(1), (session) => session.close(), wrong("open", 2)],
  ])("is done if the next reply shows that it was taken: %s", async (_name, seen, take, reply) => {
    const { gateway, session } = sessionWith(seen, "lost", reply, ok(stateAt(2)));
    expect((await take(session)).question?.no).toBe(2);
    expect(session.state?.question?.no).toBe(2);
    const [first, second] = bodiesOf(gateway);
    expect(second).toEqual(first);
  });

  test.each<[string, HostedSession, (session: HostSession) => Promise<HostedSession>, ScriptedReply]>([
    ["open, still in the lobby", stateAt(0), (session) => session.open(), wrong("lobby")],
    ["next, after the last question", stateAt(1), (session) => session.next(), wrong("open")],
    ["next, behind what the host saw", stateAt(3), (session) => session.next(), wrong("open", 2)],
    ["next, after the end", stateAt(1), (session) => session.next(), wrong("ended")],
    ["close, in the lobby", stateAt(0), (session) => session.close(), wrong("lobby")],
    ["close, in pace self", stateAt(1, 1, { pace: "self" }), (session) => session.close(), wrong("open")],
  ])("is refused if the next reply does not show it: %s", async (_name, seen, take, reply) => {
    const { session } = sessionWith(seen, "lost", reply, ok(stateAt(2)));
    await expect(take(session)).rejects.toMatchObject({ type: "WRONG_STATE" });
  });

  test("is sent again if it was not taken", async () => {
    const { gateway, session } = sessionWith(stateAt(1), "lost", refusal(503, "TRY_AGAIN"), ok(stateAt(2)));
    await session.next();
    expect(bodiesOf(gateway)).toEqual([{ after: 1 }, { after: 1 }, { after: 1 }]);
  });
});

test("a step that is refused at once is the caller's error, and the next one starts from what is there", async () => {
  const { gateway, session } = sessionWith(stateAt(1), wrong("open", 2), ok(stateAt(2)), ok(stateAt(3)));
  await expect(session.next()).rejects.toMatchObject({ type: "WRONG_STATE", data: { question: 2 } });
  await session.next();
  expect(bodiesOf(gateway)).toEqual([{ after: 1 }, undefined, { after: 2 }]);
});

test("a step that was only held back by a limit was not taken by itself", async () => {
  const { session } = sessionWith(stateAt(1), refusal(429, "RATE_LIMITED"), wrong("open", 2), ok(stateAt(2)));
  await expect(session.next()).rejects.toMatchObject({ type: "WRONG_STATE" });
});

describe("more time for a question, with a lost reply,", () => {
  test("is not given twice", async () => {
    const later = stateAt(1, 2, {}, "2026-01-01T00:01:05.000Z");
    const { gateway, session } = sessionWith(stateAt(1), "lost", ok(later));
    expect(await session.extend(5000)).toEqual(later);
    expect(gateway.calls).toEqual(["POST /api/sessions/S/extend", "GET /api/sessions/S"]);
  });

  test("is asked for again if the question still closes as before", async () => {
    const later = stateAt(1, 3, {}, "2026-01-01T00:01:05.000Z");
    const { gateway, session } = sessionWith(stateAt(1), "lost", ok(stateAt(1, 2)), ok(later));
    expect(await session.extend(5000)).toEqual(later);
    expect(bodiesOf(gateway)).toEqual([{ byMs: 5000, question: 1 }, undefined, { byMs: 5000, question: 1 }]);
  });
});
