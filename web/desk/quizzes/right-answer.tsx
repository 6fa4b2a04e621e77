import type { QuestionDraft } from "../../../client/src/types.ts";
import { optionLook } from "../../game/options.ts";
import { showNumber } from "../../game/read-number.ts";
import { sayGame } from "../../game/text.ts";
import styles from "./preview.module.css";
import { say, texts } from "./text.ts";

/** What is right in a question, and why: for the host's eyes. */
export function RightAnswer({ question }: { question: QuestionDraft }) {
  const words = say().preview;
  const lines = linesOf(question);
  return (
    <section class={styles.answer}>
      <h3>{words.answer()}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
      {question.explanation && <p dir="auto">{question.explanation}</p>}
    </section>
  );
}

function linesOf(question: QuestionDraft): string[] {
  const words = say().preview;
  const number = (value: number) => showNumber(value, texts.language);
  if (question.kind === "poll") return [words.poll()];
  if (question.kind === "truefalse") return [question.answer ? sayGame().true() : sayGame().false()];
  if (question.kind === "text") return question.answer.accept;
  if (question.kind === "numeric") {
    const { value, tolerance = 0 } = question.answer;
    if (tolerance === 0) return [number(value)];
    return [words.tolerance({ value: number(value), tolerance: number(tolerance) })];
  }
  return question.options.flatMap(({ text, correct }, id) =>
    correct ? [`${optionLook(id).letter}  ${text}`] : [],
  );
}
