import { ApiError, ConnectionError } from "../../client/src/errors.ts";
import { Host, type HostedSession, type Quiz, signIn } from "../../client/src/host.ts";
import { refusal, ScriptedGateway, type ScriptedReply } from "./scripted-gateway.ts";

/** A host whose gateway replies with these, in order. */
function hostWith(...replies: ScriptedReply[]) {
  const gateway = new ScriptedGateway(replies);
  const host = new Host({ baseUrl: "http://gateway", token: "t", device: gateway.device });
  return { host, gateway, session: (state: HostedSession) => host.session(state) };
}

const ok = (json: unknown, status = 200): ScriptedReply => ({ status, json });
const quiz = { title: "A", questions: [{ kind: "truefalse" as const, text: "?", answer: true }] };

/** A session in pace `host` at this question. */
function stateAt(
  no: number,
  { asOf = no, ...fields }: Partial<Omit<HostedSession, "asOf">> & { asOf?: number } = {},
) {
  const closesAt = "2026-01-01T00:01:00.000Z";
  const time = new Date(Date.UTC(2026, 0, 1) + asOf * 1000).toISOString();
  const question = { no, kind: "poll", text: "?", options: [], openedAt: closesAt, closesAt };
  return {
    id: "S",
    pace: "host",
    state: "open",
    question,
    asOf: time,
    now: time,
    ...fields,
  } as unknown as HostedSession;
}

test("a sign-in whose reply was lost is sent again with the same key", async () => {
  const signedIn = { token: "t", name: "Ada", expiresAt: "2026-02-01T00:00:00.000Z" };
  const { device, requests } = new ScriptedGateway(["lost", ok(signedIn)]);
  expect(await signIn({ baseUrl: "http://gateway", code: "c", device })).toEqual(signedIn);
  const [first, second] = requests.map(({ call, body }) => ({ call, ...JSON.parse(body) }));
  expect(first).toEqual({ call: "POST /api/sign-in", code: "c", key: expect.stringMatching(/^\w{32}$/) });
  expect(second).toEqual(first);
});

describe("a creation", () => {
  test("is sent again with the same key until there is a reply", async () => {
    const { host, gateway } = hostWith(
      "lost",
      refusal(503, "TRY_AGAIN", {}, { "retry-after": "2" }),
      refusal(429, "RATE_LIMITED", { retryAfterMs: 4000 }),
      ok({ id: "Q", version: 1, ...quiz }, 201),
    );
    expect((await host.createQuiz(quiz)).id).toBe("Q");
    const keys = gateway.requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(keys).size).toBe(1);
    expect(gateway.requests.map(({ body }) => JSON.parse(body))).toEqual([quiz, quiz, quiz, quiz]);
    expect(gateway.waits[1]).toBeGreaterThanOrEqual(2000);
    expect(gateway.waits[2]).toBeGreaterThanOrEqual(4000);
  });

  test("has a key of its own", async () => {
    const { host, gateway } = hostWith(ok({}, 201), ok({}, 201));
    await host.createQuiz(quiz);
    await host.createQuiz(quiz);
    const [first, second] = gateway.requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(first).not.toBe(second);
  });

  test("that is refused is not sent again", async () => {
    const { host, gateway } = hostWith(
      refusal(422, "VALIDATION_ERROR", [{ path: "title", reason: "is missing" }]),
    );
    await expect(host.createQuiz(quiz)).rejects.toMatchObject({ status: 422, type: "VALIDATION_ERROR" });
    expect(gateway.requests).toHaveLength(1);
  });

  test("is given up after a minute, with the last error", async () => {
    const { host, gateway } = hostWith(...Array.from({ length: 40 }, (): ScriptedReply => "lost"));
    await expect(host.createQuiz(quiz)).rejects.toThrow(ConnectionError);
    const waited = gateway.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(45_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });

  test("is given up at once if the server asks for more than a minute", async () => {
    const { host, gateway } = hostWith(refusal(429, "RATE_LIMITED", {}, { "retry-after": "90" }));
    await expect(host.createQuiz(quiz)).rejects.toMatchObject({ type: "RATE_LIMITED", retryAfterMs: 90_000 });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe("an import", () => {
  test.each([
    ["text", "What? {T}"],
    ["bytes", new TextEncoder().encode("What? {T}")],
    ["a blob", new Blob(["What? {T}"])],
  ])("sends %s as they are, with its options", async (_kind, file) => {
    const { host, gateway } = hostWith("lost", ok({ imported: 1 }, 201));
    expect(await host.importQuiz(file, { format: "gift", title: "A & B", from: 2 })).toEqual({ imported: 1 });
    for (const { call, body, headers } of gateway.requests) {
      expect(call).toBe("POST /api/quizzes/import?format=gift&title=A%20%26%20B&from=2");
      expect(body).toBe("What? {T}");
      expect(headers.get("content-type")).toBe("application/octet-stream");
    }
  });
});

describe("an export", () => {
  test("has bytes, file name and notes", async () => {
    const headers = {
      "content-disposition": `attachment; filename="Fl?sse.csv"; filename*=UTF-8''Fl%C3%BCsse%20%22A%22.csv`,
      "export-notes": `"the title is not written", "2: \\"accept\\" has \\\\ in it"`,
    };
    const { host, gateway } = hostWith(
      "lost",
      new Response(new Uint8Array([0xef, 0xbb, 0xbf, 65]), { headers }),
    );
    expect(await host.exportQuiz("Q", "csv")).toEqual({
      bytes: new Uint8Array([0xef, 0xbb, 0xbf, 65]),
      fileName: 'Flüsse "A".csv',
      notes: ["the title is not written", '2: "accept" has \\ in it'],
    });
    expect(gateway.calls[1]).toBe("GET /api/quizzes/Q/export?format=csv");
  });

  test.each([
    ['attachment; filename="a \\"b\\".csv"', 'a "b".csv'],
    ["attachment; filename=plain.csv", "plain.csv"],
    [`attachment; filename="x.csv"; filename*=UTF-8''%zz`, "x.csv"],
    ["attachment", "quiz"],
  ])("with the header %s has the name %s", async (header, fileName) => {
    const { host } = hostWith(new Response("A", { headers: { "content-disposition": header } }));
    expect(await host.exportQuiz("Q")).toMatchObject({ fileName, notes: [] });
  });
});

describe("a new version of a quiz", () => {
  const draft = { title: "B", questions: quiz.questions };
  const stale = refusal(412, "STALE_VERSION", {});

  test("names the version that the host has changed", async () => {
    const { host, gateway } = hostWith(ok({ version: 4 }));
    expect((await host.replaceQuiz("Q", draft, { version: 3 })).version).toBe(4);
    expect(gateway.requests[0]!.headers.get("if-match")).toBe('"3"');
  });

  test("may be what the server returned: its id and version are not sent", async () => {
    const read = { id: "Q", version: 3, ...quiz } as Quiz;
    const { host, gateway } = hostWith("lost", stale, ok({ ...read, version: 4 }), ok(read, 201));
    expect((await host.replaceQuiz("Q", read, { version: 3 })).version).toBe(4);
    await host.createQuiz(read);
    const [first, again, , copy] = gateway.requests.map(({ body }) => body && JSON.parse(body));
    expect([first, again, copy]).toEqual([quiz, quiz, quiz]);
  });

  test("whose reply was lost is there already", async () => {
    const written = { id: "Q", version: 4, title: "B", questions: [{ ...quiz.questions[0], points: 1000 }] };
    const { host } = hostWith("lost", stale, ok(written));
    expect(await host.replaceQuiz("Q", draft, { version: 3 })).toEqual(written);
  });

  test.each([
    ["another draft", { id: "Q", version: 4, ...draft, title: "C" }],
    ["another version after it", { id: "Q", version: 5, ...draft }],
  ])("is refused if %s was written meanwhile", async (_what, written) => {
    const { host } = hostWith("lost", stale, ok(written));
    await expect(host.replaceQuiz("Q", draft, { version: 3 })).rejects.toMatchObject({
      type: "STALE_VERSION",
    });
  });

  test("is refused if the first reply says that it is stale", async () => {
    const { host, gateway } = hostWith(stale);
    await expect(host.replaceQuiz("Q", draft, { version: 3 })).rejects.toThrow(ApiError);
    expect(gateway.requests).toHaveLength(1);
  });
});

describe("a deletion", () => {
  const gone = refusal(404, "NOT_FOUND");

  test("whose reply was lost is done if nothing is there any more", async () => {
    const { host, gateway } = hostWith("lost", gone);
    await host.deleteQuiz("Q");
    expect(gateway.calls).toEqual(["DELETE /api/quizzes/Q", "DELETE /api/quizzes/Q"]);
  });

  test("of what never was is an error", async () => {
    await expect(hostWith(gone).host.deleteQuiz("Q")).rejects.toMatchObject({ type: "NOT_FOUND" });
    await expect(hostWith(gone).session(stateAt(1)).delete()).rejects.toMatchObject({ type: "NOT_FOUND" });
  });

  test("of players names the ban", async () => {
    const { gateway, session } = hostWith({ status: 204 }, { status: 204 }, { status: 204 });
    await session(stateAt(1)).removePlayer(7, { ban: true });
    await session(stateAt(1)).removePlayer(8);
    await session(stateAt(1)).removePlayersNamed("Bo & Cy", { ban: false });
    expect(gateway.calls).toEqual([
      "DELETE /api/sessions/S/players/7?ban=true",
      "DELETE /api/sessions/S/players/8",
      "DELETE /api/sessions/S/players?nickname=Bo%20%26%20Cy&ban=false",
    ]);
  });
});

test("lists are read page after page", async () => {
  const { host, gateway, session } = hostWith(
    ok({ items: [{ id: "1" }, { id: "2" }], nextCursor: "c/2" }),
    ok({ items: [], nextCursor: "3" }),
    ok({ items: [{ id: "3" }], nextCursor: null }),
    ok({ items: [{ playerNo: 1 }], nextCursor: null }),
  );
  const ids: string[] = [];
  for await (const { id } of host.allQuizzes()) ids.push(id);
  expect(ids).toEqual(["1", "2", "3"]);
  for await (const { playerNo } of session(stateAt(1)).allPlayers({ q: "a", removed: true }))
    ids.push(`p${playerNo}`);
  expect(ids.at(-1)).toBe("p1");
  expect(gateway.calls).toEqual([
    "GET /api/quizzes?limit=100",
    "GET /api/quizzes?limit=100&cursor=c%2F2",
    "GET /api/quizzes?limit=100&cursor=3",
    "GET /api/sessions/S/players?q=a&removed=true&limit=100",
  ]);
});
