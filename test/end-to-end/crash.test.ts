import { expectError, must, type Reply } from "../harness/client.ts";
import type { Verdict } from "../harness/contract.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import type { Player } from "../harness/player.ts";
import { until, untilEqual, waitUntilTime } from "../harness/until.ts";
import { at, playerNames, questionOpen, type SessionFixture, setUpSession } from "./fixture.ts";
import { Oracle } from "./oracle.ts";
import { single } from "./questions.ts";
import { figuresOf } from "./verify.ts";

const LOST = { status: 0, body: undefined };

/** Sends an answer into a node that may die; a reply that never came is noted as lost. */
async function answerOf(oracle: Oracle, player: Player, choice: number): Promise<Reply<Verdict> | undefined> {
  const sentAt = Date.now();
  try {
    const reply = await player.answer(1, { choice });
    oracle.ledger.note(player.no, 1, { choice }, reply);
    return reply;
  } catch {
    oracle.ledger.note(player.no, 1, { choice }, { ...LOST, sentAt, doneAt: Date.now() });
    return undefined;
  }
}

/** Half answer in peace; of the rest, who come one after another, some are too late: the node dies under them. */
async function killAmidAnswers(
  deployment: StandaloneNode,
  fixture: SessionFixture,
  oracle: Oracle,
): Promise<void> {
  const half = fixture.players.length / 2;
  const first = fixture.players.slice(0, half);
  for (const reply of await Promise.all(first.map((player) => answerOf(oracle, player, player.no % 4)))) {
    expect(reply?.status).toBe(201);
  }
  let replies = 0;
  let death: Promise<unknown> | undefined;
  const lane = async (players: Player[]) => {
    for (const player of players) {
      if (await answerOf(oracle, player, player.no % 4)) replies++;
      if (replies >= half / 3) death ??= deployment.node.kill("SIGKILL");
    }
  };
  const rest = fixture.players.slice(half);
  await Promise.all([0, 1, 2, 3, 4].map((no) => lane(rest.filter((player) => player.no % 5 === no))));
  await death;
  expect(oracle.ledger.statuses()).toEqual([0, 201]);
}

describe("kill -9 while a question is open", () => {
  let deployment: StandaloneNode;
  /** How long a start takes on this machine, in ms: a question that is to outlast one stays open for longer. */
  let startMs: number;

  beforeAll(async () => {
    const askedAt = Date.now();
    deployment = await startStandalone();
    startMs = Date.now() - askedAt;
  }, 120_000);
  afterAll(() => deployment?.stop());

  async function begin(
    pace: "host" | "auto",
    limits: number[],
  ): Promise<[SessionFixture, Oracle, number, number]> {
    const fixture = await setUpSession(deployment, {
      questions: limits.map((timeLimitMs) => single(1, { timeLimitMs })),
      players: playerNames(60),
      session: { pace, ...(pace === "auto" ? { gapMs: 500 } : {}) },
    });
    const rules = { pace, feedback: "onClose", stats: "onClose", scoring: "speed", graceMs: 0 } as const;
    const oracle = new Oracle(fixture.quiz.questions, rules);
    for (const player of fixture.players) oracle.joined(player.no, player.joined.nickname);
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const { openedAt, closesAt } = await questionOpen(fixture, 1);
    const [opens, closes] = [Date.parse(openedAt), Date.parse(closesAt ?? "")];
    oracle.windows.set(1, { openedAt: opens, closesFrom: closes, closesBy: closes });
    return [fixture, oracle, opens, closes];
  }

  async function verifyFinal(fixture: SessionFixture, oracle: Oracle): Promise<void> {
    expect(oracle.verdictFaults()).toEqual([]);
    await untilEqual(
      "the figures of question 1 are final and exact",
      async () => figuresOf(must(await fixture.spectator.stats(1), 200)),
      oracle.stats(1),
    );
    await untilEqual(
      "the whole table is exact",
      async () => must(await fixture.host.leaderboard(fixture.session.id), 200).places,
      oracle.places(),
    );
  }

  test("pace host: nothing acknowledged is lost, the window stands, retries get their verdict", async () => {
    const [fixture, oracle, opens, closes] = await begin("host", [Math.max(20_000, 5 * startMs), 5000]);
    await killAmidAnswers(deployment, fixture, oracle);
    await deployment.node.launch();
    const again = await questionOpen(fixture, 1);
    expect([Date.parse(again.openedAt), Date.parse(again.closesAt ?? "")]).toEqual([opens, closes]);
    const retries = await Promise.all(
      fixture.players.map((player) => answerOf(oracle, player, player.no % 4)),
    );
    expect(
      retries.map((reply) => reply?.status).filter((status) => status !== 200 && status !== 201),
    ).toEqual([]);
    expect(oracle.answers(1).size).toBe(60);
    expect(Date.now()).toBeLessThan(closes);
    await waitUntilTime(closes + 300);
    await until("the question has closed", async () => must(await fixture.spectator.stats(1), 200).final);
    expectError(await at(fixture.players, 0).answer(1, { choice: 3 }), 409, "ALREADY_ANSWERED");
    await verifyFinal(fixture, oracle);
    must(await fixture.host.step(fixture.session.id, "next"), 200);
    expect((await questionOpen(fixture, 2)).no).toBe(2);
  }, 240_000);

  test("pace auto: the question closes when it should have, though nobody was there, and the programme goes on", async () => {
    const [fixture, oracle, , closes] = await begin("auto", [5000, 1500, 1500]);
    await killAmidAnswers(deployment, fixture, oracle);
    await waitUntilTime(closes + 100);
    await deployment.node.launch();
    const late = fixture.players.filter((player) => !oracle.answers(1).has(player.no));
    await Promise.all(late.map((player) => answerOf(oracle, player, player.no % 4)));
    await until(
      "the programme comes to its end",
      async () => must(await fixture.spectator.state(), 200).state === "ended",
      30_000,
    );
    await verifyFinal(fixture, oracle);
  }, 120_000);

  test("pace self: the session ends at its hour, though the node was dead then", async () => {
    const closesAt = Date.now() + 6000;
    const fixture = await setUpSession(deployment, {
      questions: [single(1)],
      players: playerNames(2),
      session: { pace: "self", closesAt: new Date(closesAt).toISOString() },
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    must(await at(fixture.players, 0).answer(1, { choice: 1 }), 201);
    await deployment.node.kill("SIGKILL");
    await waitUntilTime(closesAt + 100);
    await deployment.node.launch();
    const late = await at(fixture.players, 1).answer(1, { choice: 1 });
    expect(late.status).toBe(410);
    await untilEqual(
      "the figures are final",
      async () => {
        const { attempts, final } = must(await fixture.spectator.stats(1), 200);
        return { attempts, final };
      },
      { attempts: 1, final: true },
    );
  }, 120_000);
});
