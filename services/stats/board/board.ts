import { Scores } from "../ranking/scores.ts";
import { CORRECT, type Rows, TYPED } from "../reading/packed-rows.ts";
import { type BoardMemory, emptyColumn, roomFor } from "./board-memory.ts";
import { type Cells, Column, emptyCells, isRight, pointsOf, STATE, verdictOf, widthsFor } from "./column.ts";
import { mostByQuestion } from "./maxima-by-question.ts";
import type { QuestionShape } from "./question-shape.ts";
import { byPlayer, byQuestion } from "./row-order.ts";
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
    const after: Cells = {
      codes: this.#codesOf(rows, shapes),
      elapsed: rows.elapsed,
      verdicts: verdictsOf(rows),
    };
    const before = emptyCells(rows.count);
    const order = byPlayer(rows.player);
    byQuestion(order, rows.question, shapes.length).forEach((ofQuestion, question) => {
      if (ofQuestion.length > 0) this.#columns[question]!.exchange(rows.player, ofQuestion, before, after);
    });
    this.#moveTotals(rows, order, before, after);
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
        column.clear(player);
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
    for (const column of this.columns) {
      const last = (column.values?.size ?? 0) - 1;
      if (last > 0) this.#place(column.fitFor(column.slots, last, 0));
    }
    return codes;
  }

  /** Moves the players' totals by what the cells of the rows have become. */
  #moveTotals({ question, player: players }: Rows, order: Uint32Array, before: Cells, after: Cells): void {
    const { answered, points, elapsed } = this.#scores;
    const counts = Uint8Array.from(this.#columns, (column) => (column?.memory.counted ? 1 : 0));
    let added = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      const player = players[row]!;
      const was = before.verdicts[row]!;
      const is = after.verdicts[row]!;
      if (was === 0) {
        answered[player]!++;
        added++;
      }
      if (counts[question[row]!] === 0) continue;
      points[player]! += pointsOf(is) - pointsOf(was);
      elapsed[player]! += (isRight(is) ? after.elapsed[row]! : 0) - (isRight(was) ? before.elapsed[row]! : 0);
    }
    this.memory.answers += added;
  }

  /** A column comes with its question's first answer, and grows with the players and with what they answer. */
  #makeRoom(rows: Rows, shapes: readonly QuestionShape[]): void {
    const most = mostByQuestion(rows, shapes.length);
    this.reach(Math.max(...most.map(({ player }) => player)));
    const { players } = this.memory;
    most.forEach(({ player, code, time }, question) => {
      if (player === 0) return;
      const { form } = shapes[question - 1]!;
      const column =
        this.#columns[question] ?? new Column(emptyColumn(question, form, players, widthsFor(code, time)));
      this.#place(column.fitFor(player < column.slots ? column.slots : roomFor(players), code, time));
    });
  }

  #place(column: Column): void {
    if (this.#columns[column.memory.question] === column) return;
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

function verdictsOf({ count, points, correct }: Rows): Uint16Array {
  const verdicts = new Uint16Array(count);
  for (let row = 0; row < count; row++)
    verdicts[row] = verdictOf(points[row]!, stateOfCorrect(correct[row]!));
  return verdicts;
}

function stateOfCorrect(correct: number): number {
  if (correct === CORRECT.unscored) return STATE.unscored;
  return correct === CORRECT.right ? STATE.right : STATE.wrong;
}
