import type { Question } from "../../../../platform/domain/question.ts";
import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import type { WrittenCell } from "./cell.ts";

/** The questions of a quiz as a table: the names of the columns, and a row for each question with a cell for each column. */
export interface Table {
  columns: string[];
  rows: WrittenCell[][];
}

type QuestionCells = Record<string, WrittenCell>;

/**
 * A quiz as a table with our own columns, which `readTable` reads to the same questions:
 *
 * - `kind`: single, multiple, truefalse, numeric, text or poll
 * - `question`
 * - `option 1`, `option 2` and so on: the options, or the accepted texts of a question of kind text
 * - `correct`: the number of the right option, or several such as "1;3"; true or false; the right number
 * - `tolerance`: of a number; `match`: exact or lenient, of a text
 * - `time limit (s)`: in seconds, or none
 * - `points`, `explanation`, `image`
 *
 * Columns that no question needs are left out. By hand, `question`, `option 1`, `option 2` and `correct` are enough.
 */
export function tableOf({ questions }: QuizContent): Table {
  const cells = questions.map(cellsOf);
  const used = new Set(cells.flatMap((row) => Object.keys(row)));
  const options = Math.max(2, ...questions.map((question) => choicesOf(question).length));
  const columns = [
    "kind",
    "question",
    ...Array.from({ length: options }, (_, index) => `option ${index + 1}`),
    "correct",
    ...["tolerance", "match", "time limit (s)", "points", "explanation", "image"].filter((name) =>
      used.has(name),
    ),
  ];
  return {
    columns,
    rows: cells.map((row) => columns.map((name) => row[name] ?? null)),
  };
}

function cellsOf(question: Question): QuestionCells {
  const { kind, text, timeLimitMs, points, explanation, image } = question;
  return {
    kind,
    question: text,
    ...Object.fromEntries(choicesOf(question).map((choice, index) => [`option ${index + 1}`, choice])),
    ...keyCells(question),
    "time limit (s)": timeLimitMs === null ? "none" : timeLimitMs / 1000,
    points,
    ...(explanation && { explanation }),
    ...(image !== undefined && { image }),
  };
}

function choicesOf(question: Question): string[] {
  if ("options" in question) return question.options.map(({ text }) => text);
  return question.kind === "text" ? question.answer.accept : [];
}

function keyCells(question: Question): QuestionCells {
  switch (question.kind) {
    case "single":
      return { correct: question.options.findIndex(({ correct }) => correct) + 1 };
    case "multiple": {
      const right = question.options.flatMap(({ correct }, index) => (correct ? [index + 1] : []));
      return { correct: right.length === 1 ? right[0]! : right.join(";") };
    }
    case "truefalse":
      return { correct: question.answer };
    case "numeric": {
      const { value, tolerance } = question.answer;
      return { correct: value, tolerance };
    }
    case "text":
      return question.answer.match === undefined ? {} : { match: question.answer.match };
    case "poll":
      return {};
  }
}
