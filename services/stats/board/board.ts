import { CORRECT, type Rows, TYPED } from "../reading/packed-rows.ts";
import { type BoardMemory, emptyColumn, slotsFor } from "./board-memory.ts";
import { type Cells, emptyCells, widthsFor } from "./cells.ts";
import { Column } from "./column.ts";
import { CORRECTNESS, isRight, packGrade, pointsOf } from "./grade.ts";
import { maximaByQuestion } from "./maxima-by-question.ts";
import type { QuestionShape } from "./question-shape.ts";
import { groupByQuestion, orderByPlayer } from "./row-order.ts";
import { Scores } from "./scores.ts";

/**
 * The matrix player × question of a session's answers. Folding a row sets one cell, and the totals change by the
 * difference between its new and its old contents. So the order of rows does not matter, and a row may come twice.
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

  /** The columns of all answered questions, in order of their numbers. */
  get columns(): Column[] {
    return this.#columns.filter((column) => column !== undefined);
  }

  /** Adds the players up to number `players`. */
  ensurePlayers(players: number): void {
    this.memory.players = Math.max(this.memory.players, players);
    if (this.memory.players < this.#scores.slots) return;
    this.#scores = this.#scores.copyWithSlots(slotsFor(this.memory.players));
    this.memory.scores = this.#scores.memory;
  }

  /** Sets the cell of each row. */
  fold(rows: Rows, shapes: readonly QuestionShape[]): void {
    this.#ensureCapacity(rows, shapes);
    const after: Cells = {
      codes: this.#encodeAnswers(rows, shapes),
      elapsed: rows.elapsed,
      grades: gradesOf(rows),
    };
    const before = emptyCells(rows.count);
    const order = orderByPlayer(rows.player);
    groupByQuestion(order, rows.question, shapes.length).forEach((questionRows, question) => {
      if (questionRows.length > 0)
        this.#columns[question]!.swapCells(rows.player, questionRows, before, after);
    });
    this.#updateTotals(rows, order, before, after);
  }

  /** Removes the points of voided questions from the players' totals, and adds back those no longer voided. */
  setVoided(voided: readonly number[]): void {
    for (const column of this.columns) {
      const isCounted = !voided.includes(column.memory.question);
      if (column.memory.inTotals === isCounted) continue;
      column.memory.inTotals = isCounted;
      addColumn(this.#scores, column, isCounted ? 1 : -1);
    }
  }

  /** Empties all cells and totals of removed players, as if they had never answered. */
  clearPlayers(removed: readonly number[]): void {
    const { answered, points, right, elapsed } = this.#scores;
    for (const player of removed) {
      if (player >= this.#scores.slots || answered[player] === 0) continue;
      for (const column of this.columns) {
        if (player >= column.slots || column.grades[player] === 0) continue;
        column.clear(player);
        this.memory.answers--;
      }
      answered[player] = 0;
      points[player] = 0;
      right[player] = 0;
      elapsed[player] = 0;
    }
  }

  /** The code of each row. Reads typed responses in the order of the rows, as they are packed. */
  #encodeAnswers(rows: Rows, shapes: readonly QuestionShape[]): Int32Array {
    const codes = new Int32Array(rows.count);
    for (let row = 0; row < rows.count; row++) {
      const choice = rows.choice[row]!;
      const question = rows.question[row]!;
      codes[row] =
        choice === TYPED
          ? this.#columns[question]!.encodeTyped(shapes[question - 1]!, rows.responses.next())
          : choice;
    }
    for (const column of this.columns) {
      const maxId = (column.values?.size ?? 0) - 1;
      if (maxId > 0) this.#setColumn(column.ensureCapacity(column.slots, maxId, 0));
    }
    return codes;
  }

  /** Changes the players' totals by the difference between the new and the old cells of the rows. */
  #updateTotals({ question, player: players }: Rows, order: Uint32Array, before: Cells, after: Cells): void {
    const { answered, points, right, elapsed } = this.#scores;
    const inTotals = Uint8Array.from(this.#columns, (column) => (column?.memory.inTotals ? 1 : 0));
    let added = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      const player = players[row]!;
      const oldGrade = before.grades[row]!;
      const newGrade = after.grades[row]!;
      if (oldGrade === 0) {
        answered[player]!++;
        added++;
      }
      if (inTotals[question[row]!] === 0) continue;
      points[player]! += pointsOf(newGrade) - pointsOf(oldGrade);
      if (isRight(newGrade)) {
        right[player]!++;
        elapsed[player]! += after.elapsed[row]!;
      }
      if (isRight(oldGrade)) {
        right[player]!--;
        elapsed[player]! -= before.elapsed[row]!;
      }
    }
    this.memory.answers += added;
  }

  /** Creates a column for each question's first answer, and enlarges columns for new players, codes and times. */
  #ensureCapacity(rows: Rows, shapes: readonly QuestionShape[]): void {
    const maxima = maximaByQuestion(rows, shapes.length);
    this.ensurePlayers(Math.max(...maxima.map(({ player }) => player)));
    const { players } = this.memory;
    maxima.forEach(({ player, code, time }, question) => {
      if (player === 0) return;
      const { tally } = shapes[question - 1]!;
      const column =
        this.#columns[question] ?? new Column(emptyColumn(question, tally, players, widthsFor(code, time)));
      const slots = player < column.slots ? column.slots : slotsFor(players);
      this.#setColumn(column.ensureCapacity(slots, code, time));
    });
  }

  #setColumn(column: Column): void {
    if (this.#columns[column.memory.question] === column) return;
    this.#columns[column.memory.question] = column;
    this.memory.columns = this.columns.map(({ memory }) => memory);
  }
}

/** Adds a column's points, right answers and times to the totals (`sign` 1), or subtracts them (−1). */
export function addColumn(
  totals: Pick<Scores, "points" | "right" | "elapsed">,
  column: Column,
  sign: 1 | -1,
): void {
  const { grades, elapsed } = column;
  for (let player = 1; player < grades.length; player++) {
    const grade = grades[player]!;
    if (grade === 0) continue;
    totals.points[player]! += sign * pointsOf(grade);
    if (!isRight(grade)) continue;
    totals.right[player]! += sign;
    totals.elapsed[player]! += sign * elapsed[player]!;
  }
}

function gradesOf({ count, points, correct }: Rows): Uint16Array {
  const grades = new Uint16Array(count);
  for (let row = 0; row < count; row++) grades[row] = packGrade(points[row]!, toCorrectness(correct[row]!));
  return grades;
}

function toCorrectness(correct: number): number {
  if (correct === CORRECT.unscored) return CORRECTNESS.unscored;
  return correct === CORRECT.right ? CORRECTNESS.right : CORRECTNESS.wrong;
}
