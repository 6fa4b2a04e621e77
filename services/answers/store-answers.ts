import { setTimeout as sleep } from "node:timers/promises";
import type { TransportOutage } from "../../platform/broker/transport.ts";
import { currentTime } from "../../platform/clock.ts";
import { DELIVERY } from "../../platform/contracts/contracts.ts";
import {
  type Database,
  DatabaseUnavailable,
  type Queryable,
  sqlState,
  UNIQUE_VIOLATION,
} from "../../platform/database/database.ts";
import type { AnswerBatch, StoreOutcome } from "./answer-batch.ts";
import * as repo from "./answers.repo.ts";
import { DuplicatePredictor } from "./duplicate-predictor.ts";

/** SQLSTATE classes that mean a row is invalid: data exception, integrity constraint violation. */
const BAD_ROW_STATES = /^2[23]/;
const STORED: StoreOutcome = { kind: "stored" };

/** Delay between two attempts to store the same batch, in ms. */
const RETRY_DELAY_MS = 100;

/** How often a batch is inserted again because another answer was stored between the lookup and the insert. */
const MAX_CONFLICT_RETRIES = 10;

/**
 * Stores a batch and returns the outcome of each answer, in order. A row that the table cannot hold is found by
 * bisection and rejected alone; the other rows are stored. If the connection is lost, it is unknown whether the batch
 * was committed, so the same batch is sent again. An answer that was stored by the first attempt is then recognised
 * by its time of arrival.
 *
 * @param timeoutMs for how long the batch is retried; after that the last error is thrown
 * @param predictor knows from earlier batches whether duplicates are likely
 * @param outage the last time in which the nodes were not connected with each other
 */
export async function storeBatch(
  db: Database,
  batch: AnswerBatch,
  timeoutMs: number,
  predictor = new DuplicatePredictor(),
  outage?: TransportOutage,
): Promise<StoreOutcome[]> {
  const deadline = currentTime() + timeoutMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await storeOnce(db, batch, attempt > 0, predictor, outage);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || currentTime() + RETRY_DELAY_MS > deadline) throw error;
      await sleep(RETRY_DELAY_MS);
    }
  }
}

async function storeOnce(
  db: Database,
  batch: AnswerBatch,
  isRetry: boolean,
  predictor: DuplicatePredictor,
  outage: TransportOutage | undefined,
): Promise<StoreOutcome[]> {
  const { firsts, duplicates } = separateDuplicates(batch);
  const outcomes = new Array<StoreOutcome>(batch.length).fill(STORED);
  const conflicts = new Map<number, repo.RejectedRow["reason"]>(
    duplicates.map((index) => [index, "conflict"]),
  );
  const distinct = firsts.length === batch.length ? batch : batch.pick(firsts);
  const mayConflict =
    isRetry || predictor.isLikely || batch.delivery.some((delivery) => delivery !== DELIVERY.first);
  const rejected = await storeOrBisect(db, distinct, firsts, mayConflict, outage);
  for (const { index, reason } of rejected) {
    if (reason === "unstorable") outcomes[index] = { kind: reason };
    else conflicts.set(index, reason);
  }
  predictor.record(rejected.some(({ reason }) => reason === "conflict"));
  if (conflicts.size > 0) await resolveConflicts(db, batch, conflicts, outcomes);
  recogniseOwnRetries(batch, firsts, outcomes, isRetry);
  return outcomes;
}

/**
 * A retried answer counts as stored, not as a duplicate, if the existing row has the same content and the same time
 * of arrival. Either its gateway sent it again (both deliveries may even be in one batch), or the whole batch was
 * sent again. A put-off answer that is stored already is a duplicate: whoever stored it, its first arrival is counted as
 * put off, and the audit finds its row (`settled`).
 *
 * @param firsts the indexes that a retry of the whole batch sends again
 */
function recogniseOwnRetries(
  batch: AnswerBatch,
  firsts: readonly number[],
  outcomes: StoreOutcome[],
  isRetry: boolean,
): void {
  const retried = new Set(isRetry ? firsts : []);
  outcomes.forEach((outcome, index) => {
    if (
      outcome.kind === "duplicate" &&
      (retried.has(index) || batch.delivery[index] === DELIVERY.retry) &&
      outcome.existing.receivedAt === batch.receivedAt[index] &&
      outcome.existing.choice === batch.choice[index] &&
      outcome.existing.response === batch.response[index]
    ) {
      outcomes[index] = STORED;
    }
  });
}

/** `index` is the answer's index in the batch that the caller gave. */
interface RejectedAnswer {
  index: number;
  reason: repo.RejectedRow["reason"] | "unstorable";
}

/** @param indexes for each answer of `batch` its index in the caller's batch */
async function storeOrBisect(
  db: Database,
  batch: AnswerBatch,
  indexes: number[],
  mayConflict: boolean,
  outage: TransportOutage | undefined,
): Promise<RejectedAnswer[]> {
  try {
    const rejected = await retryOnConflict(mayConflict, (lookUp) =>
      repo.insertAnswers(db, batch, lookUp, outage),
    );
    return withBatchIndexes(rejected, indexes);
  } catch (error) {
    if (!BAD_ROW_STATES.test(sqlState(error) ?? "")) throw error;
    return db.transaction((transaction) => bisect(transaction, batch, indexes, outage));
  }
}

/**
 * Stores all good rows of a batch that has a bad one: inserts each half, and recursively the halves of a half that
 * fails. Everything is in one transaction: if there are many bad rows, one disk flush per part would take so long that
 * the senders of the good rows time out.
 */
async function bisect(
  transaction: Queryable,
  batch: AnswerBatch,
  indexes: number[],
  outage: TransportOutage | undefined,
): Promise<RejectedAnswer[]> {
  if (batch.length === 1) return [{ index: indexes[0]!, reason: "unstorable" }];
  const rows = [...indexes.keys()];
  const middle = rows.length >> 1;
  const rejected: RejectedAnswer[] = [];
  for (const halfRows of [rows.slice(0, middle), rows.slice(middle)]) {
    const half = batch.pick(halfRows);
    const halfIndexes = halfRows.map((row) => indexes[row]!);
    try {
      const rejectedRows = await retryOnConflict(true, (lookUp) =>
        repo.insertInSavepoint(transaction, half, lookUp, outage),
      );
      rejected.push(...withBatchIndexes(rejectedRows, halfIndexes));
    } catch (error) {
      if (!BAD_ROW_STATES.test(sqlState(error) ?? "")) throw error;
      rejected.push(...(await bisect(transaction, half, halfIndexes, outage)));
    }
  }
  return rejected;
}

/**
 * Inserts again with a lookup if the insert conflicts with an existing answer, because there was no lookup or the
 * answer was stored after it.
 *
 * @param insert gets whether to look up existing answers first
 */
async function retryOnConflict<T>(mayConflict: boolean, insert: (lookUp: boolean) => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await insert(mayConflict || retries > 0);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || retries === MAX_CONFLICT_RETRIES) throw error;
    }
  }
}

function withBatchIndexes(rejected: repo.RejectedRow[], indexes: readonly number[]): RejectedAnswer[] {
  return rejected.map(({ rowNo, reason }) => ({ index: indexes[rowNo - 1]!, reason }));
}

/** Reads the existing answers in a statement of its own, which also sees what others have committed meanwhile. */
async function resolveConflicts(
  db: Database,
  batch: AnswerBatch,
  conflicts: ReadonlyMap<number, repo.RejectedRow["reason"]>,
  outcomes: StoreOutcome[],
): Promise<void> {
  const indexes = [...conflicts.keys()];
  const rows = await repo.existingRows(db, batch.pick(indexes));
  const existingByIndex = new Map(rows.map(({ rowNo, ...row }) => [indexes[rowNo - 1]!, row]));
  for (const [index, reason] of conflicts) {
    const existing = existingByIndex.get(index);
    if (existing) outcomes[index] = { kind: "duplicate", existing };
    else outcomes[index] = { kind: reason === "conflict" ? "regrade" : reason };
  }
}

/**
 * Separates the first answer of each player to each question from further ones in the same batch. Where some were put
 * off, the first one is the one that arrived first.
 *
 * @returns indexes in the batch, the first ones in ascending order
 */
function separateDuplicates(batch: AnswerBatch): { firsts: number[]; duplicates: number[] } {
  const playersByQuestion = new Map<string, Set<number>>();
  const firsts: number[] = [];
  const duplicates: number[] = [];
  let players = new Set<number>();
  const order = arrivalOrder(batch);
  let previous = -1;
  for (let position = 0; position < batch.length; position++) {
    const index = order?.[position] ?? position;
    const session = batch.session[index]!;
    const question = batch.question[index]!;
    const isSameQuestion = session === batch.session[previous] && question === batch.question[previous];
    if (!isSameQuestion)
      players = playersByQuestion.getOrInsertComputed(`${session}/${question}`, () => new Set());
    const { size } = players;
    (players.add(batch.player[index]!).size === size ? duplicates : firsts).push(index);
    previous = index;
  }
  // In the order of the batch again: the insert numbers its rows by it.
  if (order) firsts.sort((a, b) => a - b);
  return { firsts, duplicates };
}

/** The indexes of a batch by time of arrival if it has put-off answers, else undefined. */
function arrivalOrder({ delivery, receivedAt }: AnswerBatch): number[] | undefined {
  if (!delivery.some((code) => code >= DELIVERY.receipt)) return undefined;
  return [...delivery.keys()].sort((a, b) => receivedAt[a]! - receivedAt[b]!);
}
