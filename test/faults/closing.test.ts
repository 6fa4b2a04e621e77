import { Receipts } from "../../platform/auth/receipts.ts";
import { Client, must } from "../harness/client.ts";
import type { Joined } from "../harness/contract.ts";
import { EventStream } from "../harness/event-stream.ts";
import { Player, receiptOf, Spectator } from "../harness/player.ts";
import { until, waitUntilTime } from "../harness/until.ts";
import { AnswerLog, type Entry } from "./answer-log.ts";
import { createSession, EXPLANATION, OPTIONS } from "./create-session.ts";
import { Crowd } from "./crowd.ts";
import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { LatencyProbe } from "./latency-probe.ts";
import { Sender } from "./sender.ts";
import { leaks, VisibilityRecorder } from "./visibility-recorder.ts";

const LIMIT_MS = 2000;
const GRACE_MS = 500;
const PLAYERS = 250;
/** In answers per second: some come before the close, some in the grace, some later. */
const PER_SECOND = 80;
/** In ms: Postgres freezes this long before a close and continues this long after the grace. */
const FREEZE_MS = { before: 500, after: 2500 };
/** In ms. What was sent this long before a probe's request has arrived by the probe's reply. */
const MAX_TRANSIT_MS = 400;
/** A gateway's clock is set back by this much, in ms, with this code. */
const CLOCK_OFFSET_MS = 4000;
const SET_CLOCK_BACK = `--import=data:text/javascript,const%20now=Date.now;Date.now=()=>now()-${CLOCK_OFFSET_MS}`;

interface Window {
  opens: number;
  closes: number;
}

describe("a close", () => {
  let harness: FaultHarness;
  let slowClock: Client;
  beforeAll(async () => {
    harness = await FaultHarness.start();
    const [node] = await harness.cluster.add(["api"], { NODE_OPTIONS: SET_CLOCK_BACK });
    slowClock = new Client(node!.baseUrl);
  }, START_MS);
  afterAll(async () => {
    slowClock?.close();
    await harness?.stop();
  }, START_MS);

  const createFixture = (players: number) =>
    createSession(
      harness.host,
      harness.gateways,
      { pace: "host", graceMs: GRACE_MS },
      { players, questions: 3 },
      LIMIT_MS,
    );

  async function openQuestion(session: string, no: number): Promise<Window> {
    must(await harness.host.step(session, no === 1 ? "open" : "next"), 200);
    const { question } = must(await new Spectator(harness.host.client, session).state(), 200);
    expect(question?.no).toBe(no);
    return { opens: Date.parse(question!.openedAt), closes: Date.parse(question!.closesAt!) };
  }

  test(
    "reveals nothing early, and accepts exactly the answers that arrived in time, also while Postgres is frozen",
    async () => {
      const { session, players } = await createFixture(PLAYERS);
      const log = new AnswerLog();
      const crowd = new Crowd(players, new Sender(harness.gateways, log), log);
      await using probe = new LatencyProbe(harness.gateways);
      const recorder = await VisibilityRecorder.start(harness.gateways, players[0]!, 1);

      const first = await openQuestion(session.id, 1);
      crowd.start([1], PER_SECOND);
      await crowd.untilAllAnswered();
      await until("the key is visible", () =>
        recorder.observations.some(({ text }) => text.includes('"correct"')),
      );
      const observations = await recorder.stop();
      const early = observations.filter(({ at }) => at < first.closes + GRACE_MS);
      const marks = [EXPLANATION, '"correct"', '"answer"'];
      const whileOpen = early.filter(({ at }) => at >= first.opens).map(({ where }) => where);
      expect(whileOpen).toEqual(
        expect.arrayContaining([...recorder.reads.map(([where]) => where), "event question"]),
      );
      expect(leaks(early, 1, marks)).toEqual([]);
      expect(leaks(observations, 1, marks)).not.toEqual([]);

      const { postgres } = harness.cluster.servers;
      const second = await openQuestion(session.id, 2);
      crowd.start([2], PER_SECOND);
      await waitUntilTime(second.closes - FREEZE_MS.before);
      await postgres.kill("SIGSTOP");
      await waitUntilTime(second.closes + GRACE_MS + FREEZE_MS.after);
      await postgres.kill("SIGCONT");
      await crowd.untilAllAnswered();
      await probe.stop();
      expect(wrongVerdicts(log, 1, first, probe)).toEqual([]);
      expect(wrongVerdicts(log, 2, second, probe)).toEqual([]);
      const late = log.entries.filter(({ question, outcome }) => question === 2 && outcome === "refused");
      const refused = players.filter(({ playerNo }) => late.some(({ player }) => player === playerNo));
      expect(await sendForgedTimes(refused.slice(0, 5), 2, second)).toEqual([]);
      const scenario = { players, questions: 2, lateTo: 3, isBalanced: false };
      await harness.verify(
        "closes under load, one of them while Postgres is frozen",
        { session, host: harness.host, crowd },
        scenario,
      );
    },
    SCENARIO_MS,
  );

  test(
    "holds at a gateway with a slow clock too, and so does an opening",
    async () => {
      const { session, players } = await createFixture(2);
      const [quick, slow] = players as [Joined, Joined];
      const answer = (player: Joined) => new Player(slowClock, player).answer(1, { choice: 0 });
      const stream = await EventStream.open(slowClock.baseUrl, session.id, { token: slow.token });
      await stream.next("state");
      const { closes } = await openQuestion(session.id, 1);
      await stream.next("question");
      expect(must(await answer(quick), 201).elapsedMs).toBe(0);
      await stream.next("closed");
      // By the gateway's own clock an answer would still be in time.
      expect(Date.now() - CLOCK_OFFSET_MS).toBeLessThan(closes + GRACE_MS);
      must(await answer(slow), 410);
      stream.close();
      must(await harness.host.step(session.id, "end"), 200);
    },
    SCENARIO_MS,
  );

  /** Sends answers with forged arrival times; one line for each that was accepted. */
  async function sendForgedTimes(
    players: readonly Joined[],
    question: number,
    { opens }: Window,
  ): Promise<string[]> {
    const past = new Date(opens + 100);
    const forged = new Receipts("another-secret-of-32-characters-or-more").sign({
      sessionNo: 1,
      playerNo: 1,
      question,
      type: 0,
      bits: 0,
      response: null,
      creditMs: 0,
      receivedAt: past.getTime(),
    });
    const forgeries = [
      { json: {}, headers: { date: past.toUTCString(), "x-received-at": String(past.getTime()) } },
      { json: { receivedAt: past.getTime() } },
      { json: { elapsedMs: 100 } },
      { json: { receipt: forged } },
    ];
    const accepted: string[] = [];
    for (const { json, headers = {} } of forgeries) {
      for (const player of players) {
        const path = `/api/sessions/${player.sessionId}/answers`;
        let receipt: string | undefined;
        const { status, raw } = await until("the forged answer has its verdict", async () => {
          const body = { question, choice: 0, ...(receipt && { receipt }), ...json };
          const reply = await harness.host.client.send("POST", path, {
            token: player.token,
            json: body,
            headers,
          });
          // 503 is not a verdict. Its receipt has the real arrival time.
          receipt = receiptOf(reply) ?? receipt;
          return reply.status !== 503 && reply;
        });
        if (status !== 410 && status !== 422) accepted.push(`${status} ${raw.toString("utf8")}`);
      }
    }
    return accepted;
  }
});

/** Answers whose verdict does not fit their arrival, one line each. */
function wrongVerdicts(
  { entries }: AnswerLog,
  question: number,
  { opens, closes }: Window,
  probe: LatencyProbe,
): string[] {
  const graceEnds = closes + GRACE_MS;
  const elapsedAt = (at: number) => Math.min(at - opens, LIMIT_MS);
  const isRight = ({ outcome, elapsedMs = -1, sentAt = 0, repliedAt = 0, choice }: Entry) => {
    if (choice >= OPTIONS) return outcome === "refused";
    if (outcome === "refused")
      return repliedAt >= graceEnds && probe.arrivedBy(sentAt + MAX_TRANSIT_MS) >= graceEnds;
    return sentAt <= graceEnds && elapsedMs >= elapsedAt(sentAt) && elapsedMs <= elapsedAt(repliedAt) + 1;
  };
  const own = entries.filter((entry) => entry.question === question);
  expect(new Set(own.map(({ outcome }) => outcome))).toEqual(new Set(["accepted", "refused"]));
  return own
    .filter((entry) => !isRight(entry))
    .map((entry) => `${JSON.stringify(entry)} of ${opens} to ${graceEnds}`);
}
