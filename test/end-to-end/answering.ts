import type { Answer, Question } from "../harness/contract.ts";
import type { Random } from "../harness/random.ts";
import { isRight, sameAnswer } from "./oracle/grading.ts";

const TEXTS = ["Paris", "Lyon", "LA VILLE LUMIÈRE", "Nice", "Brest", "Saint-Étienne", "Metz", "Tours"];

/** Some answer of the right shape; right, wrong, by chance. */
export function randomAnswer(random: Random, question: Question): Answer {
  switch (question.kind) {
    case "single":
    case "poll":
      return { choice: random.integer(question.options.length) };
    case "truefalse":
      return { choice: random.integer(2) };
    case "multiple": {
      const ids = question.options.map((_, id) => id);
      const right = ids.filter((id) => question.options[id]?.correct);
      const some = ids.filter(() => random.chance(0.5));
      return { choices: random.shuffled(random.chance(0.4) ? right : some.length > 0 ? some : [0]) };
    }
    case "numeric":
      return { value: Math.round(random.between(8, 18)) / 4 - 1 };
    case "text":
      return { text: disguised(random, random.pick(TEXTS)) };
  }
}

/** An answer that differs from this one. */
export function anotherAnswer(random: Random, question: Question, than: Answer): Answer {
  for (;;) {
    const other = randomAnswer(random, question);
    if (!sameAnswer(other, than)) return other;
  }
}

/** The same answer as it may be sent again: choices in another order, text in another dress. */
export function sameAgain(random: Random, answer: Answer): Answer {
  if ("choices" in answer) return { choices: random.shuffled(answer.choices) };
  return "text" in answer ? { text: disguised(random, answer.text) } : answer;
}

/** A right answer (of a poll: some answer). */
export function rightAnswer(question: Question): Answer {
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

/** A wrong answer (of a poll: some other answer), the same one every time. */
export function wrongAnswer(question: Question): Answer {
  if (question.kind === "numeric")
    return { value: question.answer.value + 2 * question.answer.tolerance + 1 };
  if (question.kind === "text") return { text: "surely not this" };
  if (question.kind === "truefalse") return { choice: question.answer ? 0 : 1 };
  if (question.kind === "poll") return { choice: 1 };
  const choices = question.options.map((_, id) => id);
  if (question.kind === "multiple") {
    return { choices: isRight(question, { choices }) ? choices.slice(1) : choices };
  }
  return { choice: question.options.findIndex((option) => !option.correct) };
}

/** A text in another dress of the same normalised form: case, spaces, full width. */
function disguised(random: Random, text: string): string {
  const spaced = text.replaceAll(" ", random.pick([" ", "  ", "\u00a0", " \t"]));
  const cased = random.pick([spaced, spaced.toUpperCase(), spaced.toLowerCase()]);
  const wide = random.chance(0.2) ? cased.replace(/[a-z]/, (letter) => fullWidth(letter)) : cased;
  const decomposed = random.chance(0.3) ? wide.normalize("NFD") : wide;
  return random.pick(["", " ", "\n"]) + decomposed + random.pick(["", "  "]);
}

function fullWidth(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0);
}
