import type { HostSession } from "../../client/src/host-session.ts";
import type { SessionFollower } from "../../client/src/session-follower.ts";
import type { Crews } from "../bots/crews.ts";
import { outstanding } from "../bots/recorder.ts";
import type { Options } from "../options.ts";

/** A put-off answer may come back for so long after the close; in ms. */
export const RECEIPT_MS = 60_000;
/** How much longer than planned a programme without a host may take, in ms. */
const PROGRAMME_SLACK_MS = 30_000;

export interface Leading {
  session: HostSession;
  questions: number;
  crews: Crews;
  options: Pick<Options, "pace" | "seconds" | "gapSeconds">;
  /** Ends the leading early. */
  signal: AbortSignal;
  /** Called with what happens, for the progress line. */
  onStep(text: string): void;
}

/**
 * Leads the session from its opening until its last question has closed. Does not end it in pace `host`.
 *
 * @throws ApiError, ConnectionError; Error if a thread of players fails
 */
export async function lead(leading: Leading): Promise<void> {
  const follower = leading.session.follow();
  try {
    await follower.ready;
    if (leading.options.pace === "host") await leadByHand(leading, follower);
    else await letRun(leading, follower);
  } finally {
    follower.close();
  }
}

/** As a host does: opens a question, waits until it has closed and all have answered, pauses, opens the next. */
async function leadByHand(leading: Leading, follower: SessionFollower): Promise<void> {
  const { session, questions, options, signal, onStep, crews } = leading;
  await session.open();
  for (let no = 1; no <= questions && !signal.aborted; no++) {
    if (no > 1) await session.next({ after: no - 1 });
    onStep(`question ${no} of ${questions}`);
    await untilClosed(leading, follower, no);
    onStep(`question ${no} of ${questions} has closed`);
    await crews.until((progress) => outstanding(progress) === 0, RECEIPT_MS, signal);
    if (no < questions) await pause(crews, options.gapSeconds * 1000, signal);
  }
}

async function untilClosed(
  { session, crews, options, signal }: Leading,
  follower: SessionFollower,
  no: number,
) {
  for (;;) {
    const { question } = session.state ?? {};
    if (signal.aborted || question?.no !== no) return;
    if (question.closesAt === null) {
      // A question without a limit closes by the host's hand.
      await pause(crews, options.seconds * 1000, signal);
      await session.close({ question: no });
      return;
    }
    const ms = follower.clock.msUntil(question.closesAt);
    if (ms === 0) return;
    await pause(crews, ms, signal);
  }
}

/** Paces `auto` and `self`: the clock leads. */
async function letRun(
  { session, questions, options, signal, onStep, crews }: Leading,
  follower: SessionFollower,
) {
  const { pace, seconds, gapSeconds } = options;
  const perQuestion = seconds + (pace === "auto" ? gapSeconds : 0);
  const plannedMs = questions * perQuestion * 1000;
  if (pace === "self")
    await session.change({ closesAt: new Date(follower.clock.now() + plannedMs).toISOString() });
  follower.on("state", ({ question }) => question && onStep(`question ${question.no} of ${questions}`));
  await session.open();
  onStep(pace === "self" ? "every player at their own speed" : "the programme runs");
  await Promise.race([
    follower.ended.catch(() => {}),
    pause(crews, plannedMs + PROGRAMME_SLACK_MS + RECEIPT_MS, signal),
  ]);
}

async function pause(crews: Crews, ms: number, signal: AbortSignal): Promise<void> {
  await crews.until(() => false, ms, signal);
}
