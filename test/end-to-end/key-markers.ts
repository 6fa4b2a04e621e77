import type { Answer, Question } from "../harness/contract.ts";

/** Markers occur only in the texts and keys that a player must not see yet, so any bytes that contain one leak it. */
export const ACCEPTED_MARKER = "Zq7Accepted";
export const EXPLANATION_MARKER = "Zq7Explained";
export const TEXT_MARKER = "Zq7Asked";
/** Long enough that no hash, id or time contains it by chance. */
export const NUMERIC_KEY = 731_945_862_417.625;
const TOLERANCE = 0.000_244_140_625;

/** The markers of the key and explanation of one question, as they would appear in a reply. */
export function keyMarkers(question: Question, no: number): string[] {
  const markers = [`${EXPLANATION_MARKER}${no}`];
  if (question.kind === "text") markers.push(ACCEPTED_MARKER);
  if (question.kind === "numeric") markers.push("731945862417", "000244140625");
  return markers;
}

/** What a reply must contain when it reveals the key of a question. */
export function revealedMarkers(question: Question, no: number): string[] {
  if (question.kind === "poll") return [`${EXPLANATION_MARKER}${no}`];
  if (question.kind === "truefalse") return [...keyMarkers(question, no), `"answer":${question.answer}`];
  if (!("options" in question)) return keyMarkers(question, no);
  const ids = question.options.flatMap((option, id) => (option.correct ? [id] : []));
  return [...keyMarkers(question, no), `"correct":${JSON.stringify(ids)}`];
}

/** Field names that could carry a key. None may be in a reply that shows a question before its key is revealed. */
export const KEY_NAMES = [
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
 * Questions of all kinds whose keys contain markers. `variant` moves each key to another option or value of the same
 * length and changes nothing else.
 */
export function questionsWithMarkers(variant: 0 | 1): Question[] {
  const correctIf = (id: number) => (id === variant * 2 ? { correct: true as const } : {});
  const options = (names: string[]) => names.map((text, id) => ({ text, ...correctIf(id) }));
  const kinds: Question[] = [
    { kind: "single", text: "", options: options(["Red", "Green", "Blue", "Gray"]) },
    {
      kind: "multiple",
      text: "",
      options: ["One", "Two", "Three"].map((text, id) =>
        id === 1 || id === variant * 2 ? { text, correct: true as const } : { text },
      ),
    },
    { kind: "truefalse", text: "", answer: variant === 1 },
    { kind: "numeric", text: "", answer: { value: NUMERIC_KEY + variant, tolerance: TOLERANCE } },
    {
      kind: "text",
      text: "",
      answer: { accept: [`${ACCEPTED_MARKER}${variant}`, `${ACCEPTED_MARKER}${variant}b`] },
    },
    { kind: "poll", text: "", options: [{ text: "Yes" }, { text: "No" }] },
  ];
  return kinds.map((question, index) => ({
    ...question,
    text: `${TEXT_MARKER}${index + 1}?`,
    explanation: `${EXPLANATION_MARKER}${index + 1}`,
    timeLimitMs: 600_000,
  }));
}

/** A wrong answer that contains no marker and differs from `other`, which `wrongAnswer` gave. */
export function differentWrongAnswer(question: Question, other: Answer): Answer {
  if (question.kind === "numeric") return { value: 1 };
  if (question.kind === "text") return { text: "nor this" };
  if (question.kind === "multiple") return { choices: [0] };
  return { choice: "choice" in other && other.choice === 0 ? 1 : 0 };
}
