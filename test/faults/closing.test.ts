import { Receipts } from "../../platform/auth/receipts.ts";
import { Client, must } from "../harness/client.ts";
import type { Fault, Joined, SessionState } from "../harness/contract.ts";
import { EventStream } from "../harness/event-stream.ts";
import { instant, until } from "../harness/until.ts";
import { Crowd } from "./crowd.ts";
import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";
import { Pulse } from "./latency-probe.ts";
import { type Entry, Ledger } from "./ledger.ts";
import { Sender } from "./sender.ts";
import { EXPLANATION, OPTIONS, stage } from "./staging.ts";
import { leaks, Spy } from "./visibility-recorder.ts";

const LIMIT_MS = 2000;
const GRACE_MS = 500;
const PLAYERS = 250;
/** So that answers come before the close, in the grace and afterwards. */
const PER_SECOND = 80;
/** How long before a close Postgres freezes and how long after the grace it thaws, in ms. */
const FROZEN_MS = { before: 500, after: 2500 };
/** What was sent so long before a beat of the gateways' pulse has arrived by the beat's reply, in ms. */
const ON_ITS_WAY_MS = 400;
/** A clock that is so far behind, in ms, and the code that puts it there. */
const BEHIND_MS = 4000;
const CLOCK_BEHIND = `--import=data:text/javascript,const%20now=Date.now;Date.now=()=>now()-${BEHIND_MS}`;

interface Window {
  opens: number;
  closes: number;
}

describe("a close", () => {
  let rig: Rig;
  let behind: Client;
  beforeAll(async () => {
    rig = await Rig.start();
    const [node] = await rig.cluster.add(["api"], { NODE_OPTIONS: CLOCK_BEHIND });
    behind = new Client(node!.baseUrl);
  }, START_MS);
  afterAll(async () => {
    behind?.close();
    await rig?.stop();
  }, START_MS);

  const begin = (players: number) =>
    stage(rig.host, rig.gateways, { pace: "host", graceMs: GRACE_MS }, { players, questions: 3 }, LIMIT_MS);

  async function opened(session: string, no: number): Promise<Window> {
    must(await rig.host.step(session, no === 1 ? "open" : "next"), 200);
    const { question } = must(
      await rig.host.client.send<SessionState>("GET", `/api/sessions/${session}`),
      200,
    );
    expect(question?.no).toBe(no);
    return { opens: Date.parse(question!.openedAt), closes: Date.parse(question!.closesAt!) };
  }

  test(
    "tells nothing before its time, and takes what had arrived by then though Postgres was frozen, nothing else",
    async () => {
      const { session, players } = await begin(PLAYERS);
      const ledger = new Ledger();
      const crowd = new Crowd(players, new Sender(rig.gateways, ledger), ledger);
      await using pulse = new Pulse(rig.gateways);
      const spy = await Spy.send(rig.gateways, players[0]!, 1);

      const first = await opened(session.id, 1);
      crowd.start([1], PER_SECOND);
      await crowd.through();
      await until("the key is told", () => spy.sights.some(({ text }) => text.includes('"correct"')));
      const sights = await spy.report();
      const early = sights.filter(({ at }) => at < first.closes + GRACE_MS);
      const marks = [EXPLANATION, '"correct"', '"answer"'];
      const whileOpen = early.filter(({ at }) => at >= first.opens).map(({ where }) => where);
      expect(whileOpen).toEqual(expect.arrayContaining([...spy.paths, "event question"]));
      expect(leaks(early, 1, marks)).toEqual([]);
      expect(leaks(sights, 1, marks)).not.toEqual([]);

      const { postgres } = rig.cluster.servers;
      const second = await opened(session.id, 2);
      crowd.start([2], PER_SECOND);
      await instant(second.closes - FROZEN_MS.before);
      await postgres.kill("SIGSTOP");
      await instant(second.closes + GRACE_MS + FROZEN_MS.after);
      await postgres.kill("SIGCONT");
      await crowd.through();
      await pulse.stop();
      expect(judged(ledger, 1, first, pulse)).toEqual([]);
      expect(judged(ledger, 2, second, pulse)).toEqual([]);
      const late = ledger.entries.filter(({ question, told }) => question === 2 && told === "refused");
      const refused = players.filter(({ playerNo }) => late.some(({ player }) => player === playerNo));
      expect(await liars(refused.slice(0, 5), 2, second)).toEqual([]);
      const scenario = { players, questions: 2, lateTo: 3, isBalanced: false };
      await rig.reckon(
        "closes under load, one of them while Postgres is frozen",
        { session, host: rig.host, crowd },
        scenario,
      );
    },
    SCENARIO_MS,
  );

  test(
    "is a close at a gateway whose clock is behind as well, and so is an opening",
    async () => {
      const { session, players } = await begin(2);
      const [quick, slow] = players as [Joined, Joined];
      const answer = (player: Joined) =>
        behind.send<{ elapsedMs: number }>("POST", `/api/sessions/${session.id}/answers`, {
          token: player.token,
          json: { question: 1, choice: 0 },
        });
      const stream = await EventStream.open(behind.baseUrl, session.id, { token: slow.token });
      await stream.next("state");
      const { closes } = await opened(session.id, 1);
      await stream.next("question");
      expect(must(await answer(quick), 201).elapsedMs).toBe(0);
      await stream.next("closed");
      // By its own clock an answer would have some time left.
      expect(Date.now() - BEHIND_MS).toBeLessThan(closes + GRACE_MS);
      must(await answer(slow), 410);
      stream.close();
      must(await rig.host.step(session.id, "end"), 200);
    },
    SCENARIO_MS,
  );

  /** What came of answers that say that they were in time: a line for each that was taken. */
  async function liars(players: readonly Joined[], question: number, { opens }: Window): Promise<string[]> {
    const past = new Date(opens + 100);
    const forged = new Receipts("another-secret-of-32-characters-or-more").sign({
      sessionNo: 1,
      playerNo: 1,
      question,
      form: 0,
      bits: 0,
      response: null,
      receivedAt: past.getTime(),
    });
    const lies = [
      { json: {}, headers: { date: past.toUTCString(), "x-received-at": String(past.getTime()) } },
      { json: { receivedAt: past.getTime() } },
      { json: { elapsedMs: 100 } },
      { json: { receipt: forged } },
    ];
    const taken: string[] = [];
    for (const { json, headers = {} } of lies) {
      for (const player of players) {
        const path = `/api/sessions/${player.sessionId}/answers`;
        let receipt: string | undefined;
        const { status, raw } = await until("the lie has its verdict", async () => {
          const told = { question, choice: 0, ...(receipt && { receipt }), ...json };
          const reply = await rig.host.client.send("POST", path, {
            token: player.token,
            json: told,
            headers,
          });
          // Put off is no verdict, and the receipt for it says when the lie arrived.
          if (reply.status === 503) receipt = receiptOf(reply.body as Fault);
          return reply.status !== 503 && reply;
        });
        if (status !== 410 && status !== 422) taken.push(`${status} ${raw.toString("utf8")}`);
      }
    }
    return taken;
  }
});

const receiptOf = ({ data }: Fault) => (data as { receipt?: string } | undefined)?.receipt;

/** Answers of a question that were taken or refused though they arrived otherwise, one line each. */
function judged({ entries }: Ledger, question: number, { opens, closes }: Window, pulse: Pulse): string[] {
  const shuts = closes + GRACE_MS;
  const within = (at: number) => Math.min(at - opens, LIMIT_MS);
  const isRight = ({ told, elapsedMs = -1, sentAt = 0, heardAt = 0, choice }: Entry) => {
    if (choice >= OPTIONS) return told === "refused";
    if (told === "refused") return heardAt >= shuts && pulse.arrivedBy(sentAt + ON_ITS_WAY_MS) >= shuts;
    return sentAt <= shuts && elapsedMs >= within(sentAt) && elapsedMs <= within(heardAt) + 1;
  };
  const own = entries.filter((entry) => entry.question === question);
  expect(new Set(own.map(({ told }) => told))).toEqual(new Set(["accepted", "refused"]));
  return own
    .filter((entry) => !isRight(entry))
    .map((entry) => `${JSON.stringify(entry)} of ${opens} to ${shuts}`);
}
