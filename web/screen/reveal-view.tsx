import { Bars } from "../game/bars.tsx";
import { showNumber } from "../game/read-number.ts";
import { FitBox } from "./fit-box.tsx";
import styles from "./reveal-view.module.css";
import { type Reveal, revealedStats } from "./screen-state.ts";
import { say, texts } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** More typed values would be too small to read from the last row. */
export const MAX_VALUES = 5;

/** After the close: what was answered, what is right, and why; as far as the settings allow. */
export function RevealView({ state, session }: ViewProps) {
  const question = state.question!;
  const stats = revealedStats(state, question.no);
  const isVoided = session.voided.includes(question.no);
  const hasFigures = stats.options !== undefined || stats.values !== undefined;
  const right = question.options.length === 0 ? typedAnswers(stats) : [];
  const isHidden = !hasFigures && stats.correct === undefined && right.length === 0;
  const isDense = question.options.length > 6;
  return (
    <FitBox min={0.12} max={1.3} align="fill">
      <div class={`${styles.reveal} ${isHidden ? styles.hidden : ""}`}>
        <div class={styles.top}>
          <h1 class={question.text.length > 140 ? styles.long : styles.text} dir="auto">
            {question.text}
          </h1>
          <p class={styles.count}>{say().reveal.answers({ n: stats.attempts })}</p>
        </div>
        {isVoided && <p class={styles.voided}>{say().reveal.voided()}</p>}
        {isHidden && <p class={styles.later}>{say().reveal.later()}</p>}
        {right.length > 0 && (
          <p class={styles.right}>
            <span>{say().reveal.right()}</span>
            <strong dir="auto">{right.join(" \u00b7 ")}</strong>
          </p>
        )}
        <div class={`${styles.bars} ${isDense ? styles.dense : ""}`}>
          {!isHidden && <Bars question={question} stats={stats} maxValues={MAX_VALUES} />}
        </div>
        {stats.explanation && (
          <p class={styles.why}>
            <span>{say().reveal.explanation()}</span>
            <span dir="auto">{stats.explanation}</span>
          </p>
        )}
      </div>
    </FitBox>
  );
}

/** What is right where one types; empty if it may not be known. */
function typedAnswers({ answer }: Pick<Reveal, "answer">): string[] {
  if (answer === undefined || typeof answer === "boolean") return [];
  if ("accept" in answer) return answer.accept.slice(0, 5);
  const value = showNumber(answer.value, texts.language);
  if (!answer.tolerance) return [value];
  return [say().reveal.tolerance({ value, tolerance: showNumber(answer.tolerance, texts.language) })];
}
