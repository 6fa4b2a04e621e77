import { setTimeout as pause } from "node:timers/promises";
import { SENDING } from "../../platform/contracts/contracts.ts";
import {
  type Database,
  DatabaseAway,
  type Queryable,
  sqlState,
  UNIQUE_VIOLATION,
} from "../../platform/database/database.ts";
import type { AnswerBatch, Outcome } from "./answer-batch.ts";
import * as repo from "./answers.repo.ts";
import { Repeats } from "./duplicate-predictor.ts";

/** Classes of SQLSTATE that blame the data of a row: data exception, integrity constraint violation. */
const BLAMES_A_ROW = /^2[23]/;
const STORED: Outcome = { kind: "stored" };

/** Between two tries to store the same batch, in ms. */
const RETRY_MS = 100;

/** How often others may have been quicker, each time with an answer that was not there a moment before. */
const MOST_RACES = 10;

/**
 * Stores a batch and says what became of each answer, in order. A row that the table cannot hold is found by
 * halving and refused alone; its neighbours are stored. Where the fate of the batch is unknown it is simply
 * sent again: an answer that went in the first time is met there, and known by its arrival.
 *
 * @param patienceMs how long it is sent again and again; then the last error is thrown
 * @param repeats what the batches before have shown
 */
export async function storeEach(
  db: Database,
  batch: AnswerBatch,
  patienceMs: number,
  repeats = new Repeats(),
): Promise<Outcome[]> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await storeOnce(db, batch, attempt > 0, repeats);
    } catch (error) {
      if (!(error instanceof DatabaseAway) || Date.now() + RETRY_MS > deadline) throw error;
      await pause(RETRY_MS);
    }
  }
}

async function storeOnce(
  db: Database,
  batch: AnswerBatch,
  isResent: boolean,
  met: Repeats,
): Promise<Outcome[]> {
  const { firsts, repeats } = splitRepeats(batch);
  const outcomes = new Array<Outcome>(batch.length).fill(STORED);
  const unsettled = new Map<number, repo.Exception["why"]>(repeats.map((index) => [index, "conflict"]));
  const first = firsts.length === batch.length ? batch : batch.pick(firsts);
  const mayStand = isResent || met.areLikely || batch.sending.some((sending) => sending !== SENDING.first);
  const exceptions = await storeOrHalve(db, first, firsts, mayStand);
  for (const { index, why } of exceptions) {
    if (why === "unstorable") outcomes[index] = { kind: why };
    else unsettled.set(index, why);
  }
  met.batch(exceptions.some(({ why }) => why === "conflict"));
  if (unsettled.size > 0) await settle(db, batch, unsettled, outcomes);
  recognise(batch, firsts, outcomes, isResent);
  return outcomes;
}

/**
 * An answer that is sent again and stands as it was sent at that instant is this very one: sent again by its
 * gateway (both sendings may even meet in one batch), or with the whole batch, which has each first but once.
 */
function recognise(
  batch: AnswerBatch,
  firsts: readonly number[],
  outcomes: Outcome[],
  isResent: boolean,
): void {
  const resent = new Set(isResent ? firsts : []);
  outcomes.forEach((outcome, index) => {
    if (
      outcome.kind === "standing" &&
      (resent.has(index) || batch.sending[index] !== SENDING.first) &&
      outcome.standing.receivedAt === batch.receivedAt[index] &&
      outcome.standing.choice === batch.choice[index] &&
      outcome.standing.response === batch.response[index]
    ) {
      outcomes[index] = STORED;
    }
  });
}

type Exception = { index: number; why: repo.Exception["why"] | "unstorable" };

async function storeOrHalve(
  db: Database,
  batch: AnswerBatch,
  indexes: number[],
  mayStand: boolean,
): Promise<Exception[]> {
  try {
    return named(await pastOthers(mayStand, (may) => repo.store(db, batch, may)), indexes);
  } catch (error) {
    if (!BLAMES_A_ROW.test(sqlState(error) ?? "")) throw error;
    return db.transaction((inside) => storeHalves(inside, batch, indexes));
  }
}

/**
 * Stores what can be stored of a batch in which something cannot. All in one transaction: to wait for the disk for
 * each part would take so long, where there are many bad rows, that the good ones' senders give up.
 */
async function storeHalves(inside: Queryable, batch: AnswerBatch, indexes: number[]): Promise<Exception[]> {
  if (batch.length === 1) return [{ index: indexes[0]!, why: "unstorable" }];
  const places = indexes.map((_, place) => place);
  const middle = places.length >> 1;
  const exceptions: Exception[] = [];
  for (const half of [places.slice(0, middle), places.slice(middle)]) {
    const [part, own] = [batch.pick(half), half.map((place) => indexes[place]!)];
    try {
      const stored = await pastOthers(true, (may) => repo.storeOrUndo(inside, part, may));
      exceptions.push(...named(stored, own));
    } catch (error) {
      if (!BLAMES_A_ROW.test(sqlState(error) ?? "")) throw error;
      exceptions.push(...(await storeHalves(inside, part, own)));
    }
  }
  return exceptions;
}

/** Where an answer stands that was not looked for it is; where one has come since the look, once more. */
async function pastOthers<T>(mayStand: boolean, store: (mayStand: boolean) => Promise<T>): Promise<T> {
  for (let races = 0; ; races++) {
    try {
      return await store(mayStand || races > 0);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || races === MOST_RACES) throw error;
    }
  }
}

function named(exceptions: repo.Exception[], indexes: readonly number[]): Exception[] {
  return exceptions.map(({ ord, why }) => ({ index: indexes[ord - 1]!, why }));
}

/** Who was there first? A statement of its own sees what others have committed meanwhile. */
async function settle(
  db: Database,
  batch: AnswerBatch,
  unsettled: ReadonlyMap<number, repo.Exception["why"]>,
  outcomes: Outcome[],
): Promise<void> {
  const indexes = [...unsettled.keys()];
  const found = await repo.standing(db, batch.pick(indexes));
  const standing = new Map(found.map(({ ord, ...one }) => [indexes[ord - 1]!, one]));
  for (const [index, why] of unsettled) {
    const one = standing.get(index);
    if (one) outcomes[index] = { kind: "standing", standing: one };
    else outcomes[index] = { kind: why === "conflict" ? "regrade" : why };
  }
}

/** Of several answers of one player to one question in a batch the first goes in; the rest meet it there. */
function splitRepeats(batch: AnswerBatch): { firsts: number[]; repeats: number[] } {
  const seen = new Map<string, Set<number>>();
  const firsts: number[] = [];
  const repeats: number[] = [];
  let players = new Set<number>();
  for (let index = 0; index < batch.length; index++) {
    const isSame =
      batch.session[index] === batch.session[index - 1] &&
      batch.question[index] === batch.question[index - 1];
    if (!isSame)
      players = seen.getOrInsertComputed(`${batch.session[index]}/${batch.question[index]}`, () => new Set());
    const { size } = players;
    (players.add(batch.player[index]!).size === size ? repeats : firsts).push(index);
  }
  return { firsts, repeats };
}
