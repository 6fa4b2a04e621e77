import { Client, expectError, must } from "../harness/client.ts";
import type { SessionDraft } from "../harness/contract.ts";
import type { Deployment } from "../harness/deployment.ts";
import { join, Player } from "../harness/player.ts";
import { until, untilEqual } from "../harness/until.ts";
import { at, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const RIGHT = { choice: 1 };

/** Declares the tests of the way back by pin, and of what a player sees after a reload. */
export function describeWayBack(deployment: Deployment): void {
  const setUp = (session: Partial<SessionDraft> = {}) =>
    setUpSession(deployment, {
      questions: [single(RIGHT.choice), single()],
      players: ["Ann", "Bob"],
      session: { scoring: "flat", ...session },
    });
  /** A client of the last gateway, over a connection of its own. */
  const otherDevice = () => new Client(deployment.baseUrls.at(-1) as string, 1);

  describe("the way back", () => {
    test("by pin: the same player on another device, although nobody new may join; the score is kept", async () => {
      const { host, session, players, client } = await setUp({ lateJoin: false, maxPlayers: 2 });
      must(await host.step(session.id, "open"), 200);
      must(await host.changeSession(session.id, { locked: true }), 200);
      const ann = at(players, 0);
      const verdict = must(await ann.answer(1, RIGHT), 201);
      const device = otherDevice();
      const back = await ann.rejoin(device, session.code.toLowerCase());
      expect({ ...back.joined, token: "" }).toEqual({ ...ann.joined, token: "" });
      expect(must(await back.answer(1, RIGHT), 200)).toEqual({ ...verdict, status: "repeated" });
      must(await host.step(session.id, "next"), 200);
      await untilEqual("the score is kept", async () => must(await back.me(), 200).points, 1000);
      must(await ann.me(), 200);
      const late = { code: session.code, nickname: "Cid" };
      expectError(await join(client, late), 409, "WRONG_STATE");
      device.close();
    });

    test("by pin: wrong pins are limited, and right ones of other players are not", async () => {
      const { session, players, client } = await setUp();
      const [ann, bob] = [at(players, 0), at(players, 1)];
      const wrong = new Player(client, {
        ...ann.joined,
        pin: ann.joined.pin === "00000000" ? "00000001" : "00000000",
      });
      const nobody = new Player(client, { ...ann.joined, playerNo: 999 });
      const guess = await wrong.tryRejoin(client, session.code);
      const unknown = expectError(await nobody.tryRejoin(client, session.code), 404, "NOT_FOUND");
      expect(unknown).toEqual(expectError(guess, 404, "NOT_FOUND"));
      const limited = await until("guesses are refused", async () => {
        const reply = await wrong.tryRejoin(client, session.code);
        return reply.status === 429 && reply;
      });
      expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
      expectError(await ann.tryRejoin(client, session.code), 429, "RATE_LIMITED");
      must(await bob.tryRejoin(client, session.code), 200);
      must(await ann.me(), 200);
    });

    test("is closed to removed players: a banned one is told so, and another one may join anew", async () => {
      const { host, session, players, client } = await setUp();
      const [ann, bob] = [at(players, 0), at(players, 1)];
      must(await host.removePlayer(session.id, ann.no), 204);
      expectError(await ann.tryRejoin(client, session.code), 404, "NOT_FOUND");
      expect((await Player.join(client, session.code, "Ann")).no).toBe(3);
      must(await host.restorePlayer(session.id, ann.no), 200);
      must(await ann.tryRejoin(client, session.code), 200);
      must(await host.removePlayer(session.id, bob.no, { ban: true }), 204);
      expectError(await bob.tryRejoin(client, session.code), 403, "BANNED");
    });
  });

  test("after a reload one's own answers are there, exact at every gateway, and scored when the time has come", async () => {
    const { host, session, players } = await setUp();
    const ann = at(players, 0);
    must(await host.step(session.id, "open"), 200);
    expect(must(await ann.ownAnswers(), 200)).toEqual([]);
    const { elapsedMs } = must(await ann.answer(1, RIGHT), 201);
    const device = otherDevice();
    expect(must(await ann.via(device).ownAnswers(), 200)).toEqual([
      { question: 1, answer: RIGHT, elapsedMs },
    ]);
    must(await host.step(session.id, "next"), 200);
    await untilEqual("the score is shown", async () => must(await ann.me(), 200).points, 1000);
    const scored = { question: 1, answer: RIGHT, elapsedMs, points: 1000, correct: true };
    expect(must(await ann.ownAnswers(), 200)).toEqual([scored]);
    must(await host.voidQuestion(session.id, 1, "Two are right."), 200);
    await untilEqual("the question is voided", async () => must(await ann.state(), 200).voided, [1]);
    expect(must(await ann.ownAnswers(), 200)).toEqual([{ ...scored, points: 0 }]);
    expect(must(await at(players, 1).ownAnswers(), 200)).toEqual([]);
    device.close();
  });
}
