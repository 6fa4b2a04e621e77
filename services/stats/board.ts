import { CORRECT, type Rows, TYPED } from "./batch.ts";
import { type BoardMemory, emptyColumn, roomFor } from "./board-memory.ts";
import { Column, isRight, pointsOf, STATE, verdictOf } from "./column.ts";
import { byNeighbourhood } from "./neighbourhood.ts";
import type { QuestionShape } from "./question-shape.ts";
import { Scores } from "./scores.ts";
import type { TypedForm } from "./typed-values.ts";

/**
 * The fold over a session's answers: a matrix player × question, where a row sets its cell. Totals move by the
 * difference a cell makes, so the order of rows, overlaps and repetitions change nothing.
 */
export class Board {
  readonly memory: BoardMemory;
  /** By question number. */
  readonly #columns: (Column | undefined)[] = [];
  #scores: Scores;

  constructor(memory: BoardMemory) {
    this.memory = memory;
    this.#scores = new Scores(memory.scores);
    for (const column of memory.columns) this.#columns[column.question] = new Column(column);
  }

  get scores(): Scores {
    return this.#scores;
  }

  /** Questions that have been answered, in order of their numbers. */
  get columns(): Column[] {
    return this.#columns.filter((column) => column !== undefined);
  }

  /** Takes in the players up to number `players`. */
  reach(players: number): void {
    this.memory.players = Math.max(this.memory.players, players);
    if (this.memory.players < this.#scores.slots) return;
    this.#scores = this.#scores.grown(roomFor(this.memory.players));
    this.memory.scores = this.#scores.memory;
  }

  /** Sets the cell of each row. */
  fold(rows: Rows, shapes: readonly QuestionShape[]): void {
    this.#makeRoom(rows, shapes);
    const codes = this.#codesOf(rows, shapes);
    const order = byNeighbourhood(rows.player);
    const { question, player, elapsed, points, correct } = rows;
    for (let i = 0; i < rows.count; i++) {
      const row = order[i]!;
      const verdict = verdictOf(points[row]!, stateOfCorrect(correct[row]!));
      this.#set(this.#columns[question[row]!]!, player[row]!, codes[row]!, elapsed[row]!, verdict);
    }
  }

  /** Lets each question count for the players' totals, or not where it is voided. */
  count(voided: readonly number[]): void {
    for (const column of this.columns) {
      const counted = !voided.includes(column.memory.question);
      if (column.memory.counted === counted) continue;
      column.memory.counted = counted;
      addTo(this.#scores, column, counted ? 1 : -1);
    }
  }

  /** Empties the cells of removed players, as if they had never answered. */
  erase(removed: readonly number[]): void {
    const { answered, points, elapsed } = this.#scores;
    for (const player of removed) {
      if (player >= this.#scores.slots || answered[player] === 0) continue;
      for (const column of this.columns) {
        if (player >= column.slots || column.verdicts[player] === 0) continue;
        column.verdicts[player] = 0;
        column.codes[player] = 0;
        column.elapsed[player] = 0;
        column.memory.stale = true;
        this.memory.answers--;
      }
      answered[player] = 0;
      points[player] = 0;
      elapsed[player] = 0;
    }
  }

  /** The code of each row; what was typed comes in the rows' own order. */
  #codesOf(rows: Rows, shapes: readonly QuestionShape[]): Int32Array {
    const codes = new Int32Array(rows.count);
    for (let row = 0; row < rows.count; row++) {
      const choice = rows.choice[row]!;
      const question = rows.question[row]!;
      codes[row] =
        choice === TYPED
          ? this.#columns[question]!.codeOfTyped(
              shapes[question - 1]!.form as TypedForm,
              rows.responses.next(),
            )
          : choice;
    }
    return codes;
  }

  #set(column: Column, player: number, code: number, elapsed: number, verdict: number): void {
    const was = column.verdicts[player]!;
    const wasElapsed = column.elapsed[player]!;
    if (was === verdict && wasElapsed === elapsed && column.codes[player] === code) return;
    const scores = this.#scores;
    if (was === 0) {
      this.memory.answers++;
      scores.answered[player]!++;
    }
    if (column.memory.counted) {
      scores.points[player]! += pointsOf(verdict) - pointsOf(was);
      scores.elapsed[player]! += (isRight(verdict) ? elapsed : 0) - (isRight(was) ? wasElapsed : 0);
    }
    column.verdicts[player] = verdict;
    column.codes[player] = code;
    column.elapsed[player] = elapsed;
    column.memory.stale = true;
  }

  /** A column comes with its question's first answer and grows with the players who answer it. */
  #makeRoom(rows: Rows, shapes: readonly QuestionShape[]): void {
    const highest = new Uint32Array(shapes.length + 1);
    let last = 0;
    for (let i = 0; i < rows.count; i++) {
      const player = rows.player[i]!;
      if (player > highest[rows.question[i]!]!) highest[rows.question[i]!] = player;
      if (player > last) last = player;
    }
    this.reach(last);
    highest.forEach((player, question) => {
      const column = this.#columns[question];
      if (player === 0 || (column && player < column.slots)) return;
      const { players } = this.memory;
      const codeBytes = shapes[question - 1]!.form === "option" ? 1 : 4;
      this.#place(column?.grown(roomFor(players)) ?? new Column(emptyColumn(question, players, codeBytes)));
    });
  }

  #place(column: Column): void {
    this.#columns[column.memory.question] = column;
    this.memory.columns = this.columns.map(({ memory }) => memory);
  }
}

/** Adds a column's points and times to the totals, or takes them away (`sign` −1). */
export function addTo(
  totals: { points: Uint32Array; elapsed: Float64Array },
  column: Column,
  sign: 1 | -1,
): void {
  const { verdicts, elapsed } = column;
  for (let player = 1; player < verdicts.length; player++) {
    const verdict = verdicts[player]!;
    if (verdict === 0) continue;
    totals.points[player]! += sign * pointsOf(verdict);
    if (isRight(verdict)) totals.elapsed[player]! += sign * elapsed[player]!;
  }
}

function stateOfCorrect(correct: number): number {
  if (correct === CORRECT.unscored) return STATE.unscored;
  return correct === CORRECT.right ? STATE.right : STATE.wrong;
}
