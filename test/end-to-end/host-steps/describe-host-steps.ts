import fc from "fast-check";
import { Client, must } from "../../harness/client.ts";
import type { HostedSession, Quiz, SessionDraft } from "../../harness/contract.ts";
import type { Deployment } from "../../harness/deployment.ts";
import { Host } from "../../harness/host.ts";
import { Random } from "../../harness/random.ts";
import { single } from "../questions.ts";
import { playMoments } from "./play-moments.ts";
import { type Programme, playProgramme } from "./random-programme.ts";
import { hostGame } from "./random-steps.ts";
import type { ModelSession } from "./session-model.ts";

/** Long limits, so that no question closes by itself; the second question has none. Pace `auto` needs limits. */
const LIMITS = { host: [600_000, null, 500_000], timed: [600_000, 400_000, 500_000] };
/** How long random games are played on a standalone node, and on a cluster, in ms. */
const PLAYING_MS = [5000, 3000] as const;
/** So many programmes run at the same time. */
const PROGRAMMES = 6;

/**
 * Declares the tests of random steps that two clients of one host take, interleaved and at the same moment, against a
 * model of the session.
 */
export function describeHostSteps(deployment: Deployment): void {
  describe("random steps of two clients of one host", () => {
    let hosts: [Host, Host];
    let stranger: Host;
    const quizzes = new Map<readonly (number | null)[], Quiz>();

    beforeAll(async () => {
      const [first, last] = [deployment.baseUrls[0] as string, deployment.baseUrls.at(-1) as string];
      hosts = [first, last].map((url) => new Host(new Client(url), deployment.hostToken("Ada"))) as [
        Host,
        Host,
      ];
      stranger = new Host(new Client(first), deployment.hostToken("Eve"));
      for (const limits of Object.values(LIMITS)) {
        const questions = limits.map((timeLimitMs) => single(0, { timeLimitMs }));
        quizzes.set(limits, must(await hosts[0].createQuiz({ title: "Course", questions }), 201));
      }
    });

    /** Creates a session in its lobby. Both clients send the same call at the same moment, with one key. */
    async function createSession(draft: SessionDraft): Promise<HostedSession> {
      const key = crypto.randomUUID();
      const [one, other] = await Promise.all(
        hosts.map(async (host) => must(await host.createSession(draft, key), 201)),
      );
      expect(other?.id).toBe(one?.id);
      return one as HostedSession;
    }

    test("some order of the steps explains every reply and what both clients then see", async () => {
      const property = fc.asyncProperty(hostGame, async ({ pace, readMs, moments }) => {
        const limits = pace === "host" ? LIMITS.host : LIMITS.timed;
        const reading = pace === "self" ? {} : { readMs };
        const draft = { quizId: quizzes.get(limits)!.id, pace, graceMs: 0, ...reading };
        const { id, title } = await createSession(draft);
        const start: ModelSession = {
          pace,
          limits,
          readMs: reading.readMs ?? 0,
          state: "lobby",
          question: 0,
          isClosed: false,
          durationMs: null,
          isPaused: false,
          isLocked: false,
          title,
        };
        await playMoments({ id, hosts, stranger }, start, moments);
      });
      const interruptAfterTimeLimit = PLAYING_MS[deployment.baseUrls.length > 1 ? 1 : 0];
      await fc.assert(property, { numRuns: 500, interruptAfterTimeLimit, endOnFailure: true });
    }, 60_000);

    test("a programme that is paused, resumed and extended at random times keeps its times to the millisecond", async () => {
      const programme: Programme = { questions: 3, limitMs: 1000, gapMs: 300, readMs: 100 };
      const questions = Array.from({ length: 3 }, () => single(0, { timeLimitMs: programme.limitMs }));
      const quiz = must(await hosts[0].createQuiz({ title: "Programme", questions }), 201);
      const { gapMs, readMs } = programme;
      const draft = { quizId: quiz.id, pace: "auto", graceMs: 0, gapMs, readMs } as const;
      const random = new Random(20_260_501);
      const games = Array.from({ length: PROGRAMMES }, async () => {
        await playProgramme(
          hosts,
          await createSession(draft),
          programme,
          new Random(random.integer(2 ** 31)),
        );
      });
      await Promise.all(games);
    }, 60_000);
  });
}
