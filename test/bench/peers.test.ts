import { ServerProcess } from "../../bench/servers/server-process.ts";
import { Tokens } from "../../platform/tokens.ts";

const SECRET = "a-secret-for-measurements-and-nothing-else";
const SESSION = { id: "s1", no: 7, openedAt: Date.now(), questions: [{ correct: 2, points: 1000 }] };

describe("the peers do what is claimed of them", () => {
  test("bare node:http sends the bytes and headers it was given", async () => {
    const reply = { headers: { "content-type": "application/json", etag: '"x"' }, body: '{"a":1}' };
    const peer = await ServerProcess.peer("bare-http.ts", { REPLY: JSON.stringify(reply) });
    try {
      const got = await fetch(`${peer.baseUrl}/whatever`);
      expect(await got.text()).toBe(reply.body);
      expect(Object.fromEntries(got.headers)).toMatchObject(reply.headers);
    } finally {
      await peer.stop();
    }
  });

  test("Fastify checks the token and the body, stores an answer once, and counts it", async () => {
    const peer = await ServerProcess.peer("fastify-answers.ts", {
      AUTH_SECRET: SECRET,
      SESSION: JSON.stringify(SESSION),
    });
    const player = { sessionId: SESSION.id, sessionNo: SESSION.no, playerNo: 1, nickname: "Ada" };
    const token = new Tokens(SECRET).player(player);
    const post = (path: string, authorization: string, body: object) =>
      fetch(peer.baseUrl + path, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const own = (body: object) => post("/api/sessions/s1/answers", `Bearer ${token}`, body);
    try {
      const first = await own({ question: 1, choice: 2 });
      expect(first.status).toBe(201);
      expect(await first.json()).toEqual({ status: "accepted", question: 1, elapsedMs: expect.any(Number) });
      expect((await own({ question: 1, choice: 2 })).status).toBe(200);
      expect((await own({ question: 2, choice: 2 })).status).toBe(400);
      expect((await own({ question: 1, choice: "2x" })).status).toBe(400);
      expect(
        (await post("/api/sessions/other/answers", `Bearer ${token}`, { question: 1, choice: 2 })).status,
      ).toBe(403);
      expect(
        (await post("/api/sessions/s1/answers", `Bearer ${token}x`, { question: 1, choice: 2 })).status,
      ).toBe(401);
      const stats = await fetch(`${peer.baseUrl}/api/sessions/s1/questions/1/stats`);
      expect(await stats.json()).toEqual({ attempts: 1, options: [{ id: 2, count: 1 }] });
    } finally {
      await peer.stop();
    }
  }, 60_000);
});
