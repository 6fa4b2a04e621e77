import type { Answer, Question, QuizDraft } from "../harness/contract.ts";

/** The contract's bounds: questions of a quiz, characters of a text, bytes of a quiz as it is sent. */
const QUESTIONS = 1000;
const CHARACTERS = 2000;
const BYTES = 4 * 1024 * 1024;

const KINDS = ["text", "single", "text", "multiple", "text", "truefalse", "text", "numeric", "text", "poll"];

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** A quiz with as much in it as the contract allows: half of its questions are typed, most others have 20 options. */
export function largestQuiz(): QuizDraft {
  const quiz: QuizDraft = { title: "The largest", questions: [] };
  let left = BYTES - bytesOf(quiz);
  for (let no = 1; no <= QUESTIONS; no++) {
    const question = bare(no);
    // A comma, and the name of the explanation.
    const room = left / (QUESTIONS - no + 1) - bytesOf(question) - 20;
    question.text += quotes(room, question.text);
    if (no % 3 === 0) question.explanation = quotes(room - 2 * (CHARACTERS - 10));
    left -= bytesOf(question) + 1;
    quiz.questions.push(question);
  }
  return quiz;
}

/** Quotation marks, of two bytes each as JSON: of all text they grow most where JSON is put into JSON. */
function quotes(bytes: number, after = ""): string {
  return '"'.repeat(Math.max(0, Math.min(CHARACTERS - after.length, Math.floor(bytes / 2))));
}

function bare(no: number): Question {
  const common = { text: `${no}: `, timeLimitMs: 600_000, points: 10_000 };
  const kind = KINDS[(no - 1) % KINDS.length]!;
  if (kind === "text")
    return { ...common, kind, answer: { accept: Array.from({ length: 20 }, (_, id) => `${id}`) } };
  if (kind === "truefalse") return { ...common, kind, answer: true };
  if (kind === "numeric") return { ...common, kind, answer: { value: no, tolerance: 0 } };
  const length = (no - 1) % 100 < 9 ? 500 : 1;
  const options = Array.from({ length: 20 }, (_, id) => ({
    text: String.fromCharCode(97 + id).repeat(length),
    ...(kind !== "poll" && id === 19 ? { correct: true as const } : {}),
  }));
  return { ...common, kind: kind as "single" | "multiple" | "poll", options };
}

/** What a player answers: of what is typed everyone something of their own, in some five hundred bytes. */
export function answerOf(player: number, { kind }: Question): Answer {
  if (kind === "text") return { text: `${player} ${"é".repeat(230)}` };
  if (kind === "numeric") return { value: player / 7 };
  return kind === "multiple" ? { choices: [player, 19] } : { choice: player % 2 };
}
