import type { Context } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { ENTRIES, emptyTally, type Tally } from "../../../platform/domain/answer-outcomes.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { TryAgain } from "../../../platform/errors.ts";

/** The longest that a gateway's counts are waited for, in ms. */
const PATIENCE_MS = 2000;

/**
 * One line of the books, of a question or of all. `received` is the sum of the verdicts; `stored` are rows of
 * the table, `counted` answers of the figures, `removed` rows of players who were removed, which count no more.
 * `settled` were put off, but their batch was committed after all: they stand under `accepted`. `missing` are rows
 * beyond these that no gateway knows of having accepted: their gateway died with its last counts.
 */
interface Line extends Tally {
  received: number;
  stored: number;
  counted: number;
  removed: number;
  settled: number;
  missing: number;
}

/** The books of a session: what was received, what is stored, what the figures count, and whether they agree. */
export async function audit(ctx: Context, session: SessionRecord) {
  const silent = await haveBooksWritten(ctx);
  const { tallies, stored } = await call(ctx, "answers.books", { session: session.no });
  const counted = await call(ctx, "stats.counted", { session: session.no }, { timeout: 30_000 });
  if (!counted) throw new TryAgain();
  const lines = Array.from({ length: session.questions + 1 }, (_, question) => {
    const rows = stored.find((one) => one.question === question);
    const tally = tallies.find((one) => one.question === question) ?? emptyTally();
    return lineOf(
      tally,
      rows?.stored ?? 0,
      rows?.removed ?? 0,
      counted.find((one) => one.question === question)?.counted ?? 0,
    );
  });
  const all = lines.reduce(add);
  return {
    questions: lines.slice(1).map((line, index) => ({ question: index + 1, ...line })),
    all,
    balanced: silent.length === 0 && lines.every(isBalanced),
    ...(silent.length > 0 ? { silentGateways: silent.length } : {}),
  };
}

/** Has every gateway write its counts down; answers those that did not. */
async function haveBooksWritten(ctx: Context): Promise<string[]> {
  const endpoints = ctx.broker.registry.actions.get("api.writeBooks")?.endpoints ?? [];
  const nodes = endpoints.map((endpoint: { id: string }) => endpoint.id);
  const outcomes = await Promise.allSettled(
    nodes.map((nodeID: string) => call(ctx, "api.writeBooks", {}, { nodeID, timeout: PATIENCE_MS })),
  );
  return nodes.filter((_: string, index: number) => outcomes[index]?.status === "rejected");
}

function lineOf(tally: Tally, stored: number, removed: number, counted: number): Line {
  const verdicts = Object.fromEntries(ENTRIES.map((entry) => [entry, tally[entry]])) as Tally;
  const received = ENTRIES.reduce((sum, entry) => sum + tally[entry], 0);
  const unexplained = Math.max(0, stored - tally.accepted);
  const settled = Math.min(unexplained, tally.putOff);
  return {
    received,
    ...verdicts,
    accepted: tally.accepted + settled,
    putOff: tally.putOff - settled,
    stored,
    counted,
    removed,
    settled,
    missing: unexplained - settled,
  };
}

function add(sum: Line, line: Line): Line {
  return Object.fromEntries(
    Object.keys(sum).map((key) => [key, sum[key as keyof Line] + line[key as keyof Line]]),
  ) as unknown as Line;
}

function isBalanced({ accepted, stored, counted, removed }: Line): boolean {
  return accepted === stored && stored === counted + removed;
}
