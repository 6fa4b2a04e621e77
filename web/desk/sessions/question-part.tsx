import { currentKey } from "./answer-key.ts";
import { CorrectButtons } from "./correct-buttons.tsx";
import type { PartProps } from "./part.ts";
import { QuestionBody } from "./question-body.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

/** The question that is shown, with its key for the host alone and the answers as they arrive. */
export function QuestionPart({ live, state, questions }: PartProps) {
  const words = say().question;
  const { question } = state;
  if (!question) return <p class={styles.quiet}>{words.nothing()}</p>;
  const known = questions[question.no - 1];
  const stats = live.stats.value.get(question.no);
  const answered = stats?.attempts ?? 0;
  const shown = { ...known, ...question };
  return (
    <section class={styles.card} aria-labelledby="question-title">
      <div class={styles.answered}>
        <span class={`figures ${styles.answeredCount}`}>
          {words.answeredShort({ n: answered, total: Math.max(answered, state.players) })}
        </span>
        <progress
          class={styles.progress}
          value={answered}
          max={Math.max(1, answered, state.players)}
          aria-hidden="true"
        />
      </div>
      <h2 id="question-title" class={styles.questionText} dir="auto">
        <span class={styles.no}>{question.no}</span>
        {question.text}
      </h2>
      <QuestionBody
        question={shown}
        keyNow={currentKey(known, stats)}
        stats={stats}
        isVoided={state.voided.includes(question.no)}
      />
      <CorrectButtons live={live} state={state} question={shown} keyNow={currentKey(known, stats)} />
    </section>
  );
}
