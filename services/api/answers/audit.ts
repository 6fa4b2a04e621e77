import type { Context } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import {
  ANSWER_OUTCOMES,
  emptyOutcomeCounts,
  type OutcomeCounts,
} from "../../../platform/domain/answer-outcomes.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { TryAgain } from "../../../platform/errors.ts";

/** How long a gateway may take to store its counts, in ms. */
const FLUSH_TIMEOUT_MS = 2000;

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
  /** Rows beyond these that no gateway counted as accepted: their gateway died before it stored its last counts. */
  missing: number;
}

/** The audit of a session: what was received, what is stored, what the stats count, and whether they agree. */
export async function audit(ctx: Context, session: SessionRecord) {
  const silentGateways = await flushLedgers(ctx);
  const { counts, stored } = await call(ctx, "answers.ledger", { session: session.no });
  const counted = await call(ctx, "stats.counted", { session: session.no }, { timeout: 30_000 });
  if (!counted) throw new TryAgain();
  // Line 0 has the requests that named no question of the session.
  const lines = Array.from({ length: session.questions + 1 }, (_, question) => {
    const rows = stored.find((row) => row.question === question);
    return lineOf(
      counts.find((row) => row.question === question) ?? emptyOutcomeCounts(),
      rows?.stored ?? 0,
      rows?.removed ?? 0,
      counted.find((row) => row.question === question)?.counted ?? 0,
    );
  });
  const all = lines.reduce(add);
  return {
    questions: lines.slice(1).map((line, index) => ({ question: index + 1, ...line })),
    all,
    balanced: silentGateways.length === 0 && lines.every(isBalanced),
    ...(silentGateways.length > 0 ? { silentGateways: silentGateways.length } : {}),
  };
}

/** Has every gateway store its counts. @returns the nodes of those that did not */
async function flushLedgers(ctx: Context): Promise<string[]> {
  const endpoints = ctx.broker.registry.actions.get("api.flushLedger")?.endpoints ?? [];
  const nodes = endpoints.map((endpoint: { id: string }) => endpoint.id);
  const results = await Promise.allSettled(
    nodes.map((nodeID: string) => call(ctx, "api.flushLedger", {}, { nodeID, timeout: FLUSH_TIMEOUT_MS })),
  );
  return nodes.filter((_: string, index: number) => results[index]?.status === "rejected");
}

function lineOf(counts: OutcomeCounts, stored: number, removed: number, counted: number): LedgerLine {
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
