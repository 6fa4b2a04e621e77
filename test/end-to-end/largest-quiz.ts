import type { Answer, Question, QuizDraft } from "../harness/contract.ts";

/** The maxima of the contract: questions per quiz, characters per text, bytes of a quiz as JSON. */
const MAX_QUESTIONS = 1000;
const MAX_CHARACTERS = 2000;
const MAX_BYTES = 4 * 1024 * 1024;

const KINDS = ["text", "single", "text", "multiple", "text", "truefalse", "text", "numeric", "text", "poll"];

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The largest quiz that the contract allows. Half of its questions are of kind text, most others have 20 options. */
export function largestQuiz(): QuizDraft {
  const quiz: QuizDraft = { title: "The largest", questions: [] };
  let left = MAX_BYTES - bytesOf(quiz);
  for (let no = 1; no <= MAX_QUESTIONS; no++) {
    const question = baseQuestion(no);
    // 20 bytes are for a comma and the name of the field `explanation`.
    const maxBytes = left / (MAX_QUESTIONS - no + 1) - bytesOf(question) - 20;
    question.text += quotes(maxBytes, question.text);
    if (no % 3 === 0) question.explanation = quotes(maxBytes - 2 * (MAX_CHARACTERS - 10));
    left -= bytesOf(question) + 1;
    quiz.questions.push(question);
  }
  return quiz;
}

/** Quotation marks: two bytes each in JSON, and the characters that grow most when JSON is nested in JSON. */
function quotes(bytes: number, prefix = ""): string {
  return '"'.repeat(Math.max(0, Math.min(MAX_CHARACTERS - prefix.length, Math.floor(bytes / 2))));
}

function baseQuestion(no: number): Question {
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

/**
 * A player's answer to a question. A text answer is different for each player. It has nearly as many characters as are
 * allowed, and what is shown of it has nearly as many bytes as a shown value may have.
 */
export function answerOf(player: number, { kind }: Question): Answer {
  if (kind === "text") return { text: `${player} ${"🌍".repeat(230)}` };
  if (kind === "numeric") return { value: player / 7 };
  return kind === "multiple" ? { choices: [player, 19] } : { choice: player % 2 };
}
