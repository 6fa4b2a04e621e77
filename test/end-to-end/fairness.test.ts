import { setTimeout as pause } from "node:timers/promises";
import { expectError, must } from "../harness/client.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import type { Player } from "../harness/player.ts";
import { sideBySide } from "../harness/side-by-side.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, type SessionFixture, setUpSession, untilQuestionOpen } from "./fixture.ts";
import { single } from "./questions.ts";

const MAX_CREDIT_MS = 300;
/** A cheat's pause between two readings of the time: more than the most that is credited. */
const PAUSE_MS = 400;
/** A longer gap does not count. */
const MAX_GAP_MS = 1000;

/** Reads the time in series, each time after a pause, until four gaps are short enough to count. */
async function readTimeSlowly({ client, token }: Player): Promise<void> {
  let after: string | undefined;
  let repliedAt = Number.NEGATIVE_INFINITY;
  for (let gaps = 0; gaps < 4; ) {
    await pause(PAUSE_MS);
    const reply = await client.call(token, (api) => api.GET("/api/time", { params: { query: { after } } }));
    after = must(reply, 200).now;
    if (performance.now() - repliedAt < MAX_GAP_MS) gaps++;
    repliedAt = performance.now();
  }
}

/** Of each player, by number: how much was taken off the time between the opening and the answer's arrival, in ms. */
async function credits({ host, session }: SessionFixture, openedAt: string): Promise<Map<number, number>> {
  const { responses } = must(await host.responses(session.id), 200);
  return new Map(
    responses.map(({ playerNo, elapsedMs, receivedAt }) => [
      playerNo,
      Date.parse(receivedAt) - Date.parse(openedAt) - elapsedMs,
    ]),
  );
}

describeOnDeployments("the fairness of a session", (deployment) => {
  const testBeside = sideBySide();

  /**
   * Four players answer after the question has reached all streams: one who paused between readings of the time, one who
   * did not read it, one whose stream opens after the question, and one who streams at another gateway if there is one.
   */
  async function play(fairness: "arrival" | "delivery") {
    const fixture = await setUpSession(deployment, {
      questions: [{ ...single(1), timeLimitMs: 60_000 }],
      players: playerNames(4),
      session: { pace: "host", fairness },
    });
    const { clients, host, session } = fixture;
    expect(must(await host.readSession(session.id), 200).settings.fairness).toBe(fairness);
    const [cheat, plain, late, elsewhere] = [0, 1, 2, 3].map((index) => at(fixture.players, index));
    const others = clients.filter((client) => client !== elsewhere!.client);
    const streams: EventStream[] = await Promise.all([
      cheat!.events(),
      plain!.events(),
      (others.length > 0 ? elsewhere!.via(others[0]!) : elsewhere!).events(),
    ]);
    await readTimeSlowly(cheat!);
    must(await host.step(session.id, "open"), 200);
    const { openedAt } = await untilQuestionOpen(fixture, 1);
    await Promise.all(streams.map((stream) => stream.next("question")));
    streams.push(await late!.events());
    await until("its elapsed time is more than any credit", async () => {
      return Date.now() > Date.parse(openedAt) + 2 * MAX_CREDIT_MS;
    });
    for (const player of fixture.players) {
      const { elapsedMs } = must(await player.answer(1, { choice: 1 }), 201);
      expect(must(await player.ownAnswers(), 200)).toMatchObject([{ question: 1, elapsedMs }]);
    }
    const credited = await credits(fixture, openedAt);
    for (const stream of streams) stream.close();
    const creditOf = (player: Player | undefined) => credited.get(player!.no);
    return {
      cheat: creditOf(cheat),
      plain: creditOf(plain),
      late: creditOf(late),
      elsewhere: others.length > 0 ? creditOf(elsewhere) : 0,
    };
  }

  testBeside(
    "with delivery, what the gateway saw of a player is taken off, never more than 300 ms",
    async () => {
      const { plain, ...others } = await play("delivery");
      expect(others).toEqual({ cheat: MAX_CREDIT_MS, late: 0, elsewhere: 0 });
      expect(plain).toBeGreaterThanOrEqual(0);
      expect(plain).toBeLessThanOrEqual(MAX_CREDIT_MS);
    },
  );

  testBeside("with arrival, nothing is taken off, whatever the gateway saw", async () => {
    expect(await play("arrival")).toEqual({ cheat: 0, plain: 0, late: 0, elsewhere: 0 });
  });

  testBeside("delivery is refused where no time is measured from one opening", async () => {
    const { host, quiz } = await setUpSession(deployment, { questions: [single(1)] });
    const create = (changes: object) =>
      host.createSession({ quizId: quiz.id, pace: "host", fairness: "delivery", ...changes });
    for (const changes of [
      { scoring: "flat" },
      { scoring: "none" },
      { pace: "self" },
      { fairness: "both" },
    ]) {
      const { data } = expectError(await create(changes), 422, "VALIDATION_ERROR");
      expect(data).toMatchObject([{ path: "fairness" }]);
    }
    must(await create({ pace: "auto" }), 201);
  });

  testBeside("the time is told to everyone, whatever token comes with the call", async () => {
    const { client, players } = await setUpSession(deployment, {
      questions: [single(1)],
      players: playerNames(1),
    });
    const { token } = at(players, 0);
    for (const one of [undefined, token, `${token}x`, "no.token"]) {
      must(await client.send("GET", "/api/time", { token: one }), 200);
    }
    expectError(await client.send("GET", "/api/time?after=noon", { token }), 422, "VALIDATION_ERROR");
  });
});
