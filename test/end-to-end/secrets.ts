import type { Answer, Question } from "../harness/contract.ts";

/** Marks that stand nowhere but in what a player must not see yet. */
export const ACCEPTED = "Zq7Accepted";
export const EXPLAINED = "Zq7Explained";
export const ASKED = "Zq7Asked";
/** So many digits that no hash, id or time has them by chance. */
export const NUMBER = 731_945_862_417.625;
const TOLERANCE = 0.000_244_140_625;

/** The marks of one question's key, as they may show in any bytes. */
export function marksOf(question: Question, no: number): string[] {
  const marks = [`${EXPLAINED}${no}`];
  if (question.kind === "text") marks.push(ACCEPTED);
  if (question.kind === "numeric") marks.push("731945862417", "000244140625");
  return marks;
}

/** What the bytes that tell a question's key must hold, once they may. */
export function toldOf(question: Question, no: number): string[] {
  if (question.kind === "poll") return [`${EXPLAINED}${no}`];
  if (question.kind === "truefalse") return [...marksOf(question, no), `"answer":${question.answer}`];
  if (!("options" in question)) return marksOf(question, no);
  const ids = question.options.flatMap((option, id) => (option.correct ? [id] : []));
  return [...marksOf(question, no), `"correct":${JSON.stringify(ids)}`];
}

/** The names under which a key could travel; none may stand in what shows a question before its time. */
export const TELLTALES = [
  "correct",
  "answer",
  "accept",
  "tolerance",
  "explanation",
  "key",
  "right",
  "isCorrect",
];

/**
 * A quiz of all kinds whose keys are marked; `turn` moves the key to another option or value of the same
 * length and changes nothing else.
 */
export function markedQuestions(turn: 0 | 1): Question[] {
  const right = (id: number) => (id === turn * 2 ? { correct: true as const } : {});
  const options = (names: string[]) => names.map((text, id) => ({ text, ...right(id) }));
  const kinds: Question[] = [
    { kind: "single", text: "", options: options(["Red", "Green", "Blue", "Gray"]) },
    {
      kind: "multiple",
      text: "",
      options: ["One", "Two", "Three"].map((text, id) =>
        id === 1 || id === turn * 2 ? { text, correct: true as const } : { text },
      ),
    },
    { kind: "truefalse", text: "", answer: turn === 1 },
    { kind: "numeric", text: "", answer: { value: NUMBER + turn, tolerance: TOLERANCE } },
    { kind: "text", text: "", answer: { accept: [`${ACCEPTED}${turn}`, `${ACCEPTED}${turn}b`] } },
    { kind: "poll", text: "", options: [{ text: "Yes" }, { text: "No" }] },
  ];
  return kinds.map((question, index) => ({
    ...question,
    text: `${ASKED}${index + 1}?`,
    explanation: `${EXPLAINED}${index + 1}`,
    timeLimitMs: 600_000,
  }));
}

/** An answer that is no mark, nor the one that `wrongAnswer` gives. */
export function anotherWrong(question: Question, than: Answer): Answer {
  if (question.kind === "numeric") return { value: 1 };
  if (question.kind === "text") return { text: "nor this" };
  if (question.kind === "multiple") return { choices: [0] };
  return { choice: "choice" in than && than.choice === 0 ? 1 : 0 };
}
