import type { Answer, Question } from "../harness/contract.ts";
import type { Random } from "../harness/random.ts";
import { isCorrect, sameAnswer } from "./oracle/grading.ts";

const TEXTS = ["Paris", "Lyon", "LA VILLE LUMIÈRE", "Nice", "Brest", "Saint-Étienne", "Metz", "Tours"];

/** A random answer of the right shape, correct or wrong. */
export function randomAnswer(random: Random, question: Question): Answer {
  switch (question.kind) {
    case "single":
    case "poll":
      return { choice: random.integer(question.options.length) };
    case "truefalse":
      return { choice: random.integer(2) };
    case "multiple": {
      const ids = question.options.map((_, id) => id);
      const correct = ids.filter((id) => question.options[id]?.correct);
      const some = ids.filter(() => random.chance(0.5));
      return { choices: random.shuffled(random.chance(0.4) ? correct : some.length > 0 ? some : [0]) };
    }
    case "numeric":
      return { value: Math.round(random.number(8, 18)) / 4 - 1 };
    case "text":
      return { text: respelled(random, random.pick(TEXTS)) };
  }
}

/** A random answer that differs from `answer`. */
export function differentAnswer(random: Random, question: Question, answer: Answer): Answer {
  for (;;) {
    const other = randomAnswer(random, question);
    if (!sameAnswer(other, answer)) return other;
  }
}

/** An answer that must count as the same: choices in another order, text in another spelling. */
export function equivalentAnswer(random: Random, answer: Answer): Answer {
  if ("choices" in answer) return { choices: random.shuffled(answer.choices) };
  return "text" in answer ? { text: respelled(random, answer.text) } : answer;
}

/** A correct answer; for a poll, any answer. */
export function correctAnswer(question: Question): Answer {
  switch (question.kind) {
    case "poll":
      return { choice: 0 };
    case "single":
      return { choice: question.options.findIndex((option) => option.correct) };
    case "multiple":
      return { choices: question.options.flatMap((option, id) => (option.correct ? [id] : [])) };
    case "truefalse":
      return { choice: question.answer ? 1 : 0 };
    case "numeric":
      return { value: question.answer.value };
    case "text":
      return { text: question.answer.accept[0] ?? "" };
  }
}

/** A wrong answer, always the same one; for a poll, another answer than `correctAnswer`. */
export function wrongAnswer(question: Question): Answer {
  if (question.kind === "numeric")
    return { value: question.answer.value + 2 * question.answer.tolerance + 1 };
  if (question.kind === "text") return { text: "surely not this" };
  if (question.kind === "truefalse") return { choice: question.answer ? 0 : 1 };
  if (question.kind === "poll") return { choice: 1 };
  const choices = question.options.map((_, id) => id);
  if (question.kind === "multiple") {
    return { choices: isCorrect(question, { choices }) ? choices.slice(1) : choices };
  }
  return { choice: question.options.findIndex((option) => !option.correct) };
}

/** Another spelling with the same normalised form: other case, spaces, full-width letters or decomposed accents. */
function respelled(random: Random, text: string): string {
  const spaced = text.replaceAll(" ", random.pick([" ", "  ", "\u00a0", " \t"]));
  const recased = random.pick([spaced, spaced.toUpperCase(), spaced.toLowerCase()]);
  const widened = random.chance(0.2) ? recased.replace(/[a-z]/, (letter) => fullWidth(letter)) : recased;
  const decomposed = random.chance(0.3) ? widened.normalize("NFD") : widened;
  return random.pick(["", " ", "\n"]) + decomposed + random.pick(["", "  "]);
}

function fullWidth(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0);
}
