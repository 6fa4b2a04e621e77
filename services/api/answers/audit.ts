import type { Context } from "moleculer";
import { nodesWithAction } from "../../../platform/broker/nodes-with-action.ts";
import type { ParamsIn } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import {
  ANSWER_OUTCOMES,
  emptyOutcomeCounts,
  type OutcomeCounts,
} from "../../../platform/domain/answer-outcomes.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { TryAgain } from "../../../platform/errors.ts";

/** How long a gateway may take to store its counts, or to deliver what it put off, in ms. */
const GATEWAY_TIMEOUT_MS = 2000;

/** The audit of one question, or of all questions together. */
interface LedgerLine extends OutcomeCounts {
  /** The sum of all outcomes. */
  received: number;
  /** Rows of the table. */
  stored: number;
  /** Answers that the stats count. */
  counted: number;
  /** Rows of removed players, which count no more. */
  removed: number;
  /** Answers that were put off, but whose batch was committed in the end. They are under `accepted`. */
  settled: number;
  /**
   * Put-off answers of players that do not count: nobody brought them before the limit, or they still wait at a gateway.
   * They are not in the sum of `received`, which counts requests.
   */
  unredeemed: number;
  /** Players of whom a put-off answer differs from the one that counts. */
  contested: number;
  /** Rows beyond these that no gateway counted as accepted: their gateway died before it stored its last counts. */
  missing: number;
}

/** The audit of a session: what was received, what is stored, what the stats count, and whether they agree. */
export async function audit(ctx: Context, session: SessionRecord) {
  const [waiting, silentGateways] = await Promise.all([waitingAnswers(ctx, session.no), flushLedgers(ctx)]);
  const { counts, stored, putOff = [] } = await call(ctx, "answers.ledger", { session: session.no });
  const counted = await call(ctx, "stats.counted", { session: session.no }, { timeout: 30_000 });
  if (!counted) throw new TryAgain();
  // Line 0 has the requests that named no question of the session.
  const lines = Array.from({ length: session.questions + 1 }, (_, question) => {
    const rows = stored.find((row) => row.question === question);
    const fates = putOff.find((row) => row.question === question);
    return lineOf(countsOf(counts, question, session.questions), {
      stored: rows?.stored ?? 0,
      removed: rows?.removed ?? 0,
      counted: counted.find((row) => row.question === question)?.counted ?? 0,
      unredeemed: (fates?.unredeemed ?? 0) + (waiting.get(question) ?? 0),
      contested: fates?.contested ?? 0,
    });
  });
  const all = lines.reduce(add);
  return {
    questions: lines.slice(1).map((line, index) => ({ question: index + 1, ...line })),
    all,
    balanced: silentGateways.length === 0 && lines.every(isBalanced),
    ...(silentGateways.length > 0 ? { silentGateways: silentGateways.length } : {}),
  };
}

type GatewayAction = "api.flushLedger" | "api.putOffAnswers";

/** Calls an action at every gateway that has it, all at once. */
async function callGateways<A extends GatewayAction>(ctx: Context, action: A, params: ParamsIn<A>) {
  const nodes = nodesWithAction(ctx.broker, action);
  const replies = await Promise.allSettled(
    nodes.map((nodeID) => call(ctx, action, params, { nodeID, timeout: GATEWAY_TIMEOUT_MS })),
  );
  return nodes.map((node, index) => ({ node, reply: replies[index]! }));
}

/** Has every gateway store its counts. @returns the nodes of those that did not */
async function flushLedgers(ctx: Context): Promise<string[]> {
  const called = await callGateways(ctx, "api.flushLedger", {});
  return called.filter(({ reply }) => reply.status === "rejected").map(({ node }) => node);
}

/**
 * How many put-off answers of a session still wait at the gateways, by question, once each has tried to deliver them. A
 * gateway of the release before has no such action, and one that does not reply counts as having none.
 */
async function waitingAnswers(ctx: Context, session: number): Promise<Map<number, number>> {
  const sums = new Map<number, number>();
  for (const { reply } of await callGateways(ctx, "api.putOffAnswers", { session })) {
    if (reply.status === "rejected") continue;
    for (const { question, waiting } of reply.value) sums.set(question, (sums.get(question) ?? 0) + waiting);
  }
  return sums;
}

/**
 * The sums of what the gateways counted for a question. A gateway that did not know the session counted a question that
 * does not exist under its number: it belongs to line 0.
 */
function countsOf(
  counts: readonly (OutcomeCounts & { question: number })[],
  question: number,
  questions: number,
): OutcomeCounts {
  const rows = counts.filter((row) => (row.question > questions ? 0 : row.question) === question);
  const sums = emptyOutcomeCounts();
  for (const row of rows) for (const outcome of ANSWER_OUTCOMES) sums[outcome] += row[outcome];
  return sums;
}

function lineOf(
  counts: OutcomeCounts,
  found: Pick<LedgerLine, "stored" | "removed" | "counted" | "unredeemed" | "contested">,
): LedgerLine {
  const { stored, counted, removed, unredeemed, contested } = found;
  const outcomes = Object.fromEntries(
    ANSWER_OUTCOMES.map((outcome) => [outcome, counts[outcome]]),
  ) as OutcomeCounts;
  const received = ANSWER_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  const unexplained = Math.max(0, stored - counts.accepted);
  const settled = Math.min(unexplained, counts.putOff);
  return {
    received,
    ...outcomes,
    accepted: counts.accepted + settled,
    putOff: counts.putOff - settled,
    stored,
    counted,
    removed,
    settled,
    unredeemed,
    contested,
    missing: unexplained - settled,
  };
}

function add(sum: LedgerLine, line: LedgerLine): LedgerLine {
  return Object.fromEntries(
    Object.keys(sum).map((key) => [key, sum[key as keyof LedgerLine] + line[key as keyof LedgerLine]]),
  ) as unknown as LedgerLine;
}

function isBalanced({ accepted, stored, counted, removed }: LedgerLine): boolean {
  return accepted === stored && stored === counted + removed;
}
