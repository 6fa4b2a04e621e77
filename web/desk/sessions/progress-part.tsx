import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { HistoryPart } from "./history-part.tsx";
import type { PartProps } from "./part.ts";
import { QuestionRow } from "./question-row.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

const PAGE = 30;

/** Pace self: how many have answered each question. */
export function ProgressPart(part: PartProps) {
  const { questions } = part;
  const words = say().progress;
  const [shown, setShown] = useState(PAGE);
  return (
    <section class={styles.card} aria-labelledby="progress-title">
      <h2 id="progress-title">{words.title()}</h2>
      <ul class={styles.past}>
        {questions.slice(0, shown).map((question) => (
          <QuestionRow
            key={question.no}
            {...part}
            question={question}
            text={(stats) => words.text({ n: stats?.attempts ?? 0 })}
          >
            {(stats) => {
              const n = stats?.attempts ?? 0;
              const max = Math.max(1, n, part.state.players);
              return <progress class={styles.progress} value={n} max={max} aria-hidden="true" />;
            }}
          </QuestionRow>
        ))}
      </ul>
      {questions.length > shown && (
        <Button onClick={() => setShown(shown + PAGE)}>{say().past.more()}</Button>
      )}
      <HistoryPart live={part.live} />
    </section>
  );
}
