import type { PartProps } from "./part.ts";
import { QuestionBody } from "./question-body.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

/** The question that comes next, with its key: players and screens do not see it. */
export function NextPart({ state, questions }: PartProps) {
  const words = say().next;
  const next = questions[state.question?.no ?? 0];
  if (!next && questions.length === 0) return null;
  return (
    <section class={styles.card} aria-labelledby="next-title">
      <h2 id="next-title" class={styles.smallTitle}>
        {words.title()}
      </h2>
      {next ? (
        <>
          <p class={styles.nextText} dir="auto">
            <span class={styles.no}>{next.no}</span>
            {next.text}
          </p>
          <QuestionBody question={next} keyNow={next} />
        </>
      ) : (
        <p class={styles.quiet}>{words.last()}</p>
      )}
    </section>
  );
}
