import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { currentKey } from "./answer-key.ts";
import { CorrectButtons } from "./correct-buttons.tsx";
import { HistoryPart } from "./history-part.tsx";
import type { PartProps } from "./part.ts";
import { QuestionBody } from "./question-body.tsx";
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
        {questions.slice(0, shown).map(({ no }) => (
          <ProgressRow key={no} {...part} no={no} />
        ))}
      </ul>
      {questions.length > shown && (
        <Button onClick={() => setShown(shown + PAGE)}>{say().past.more()}</Button>
      )}
      <HistoryPart live={part.live} />
    </section>
  );
}

function ProgressRow({ live, state, questions, no }: PartProps & { no: number }) {
  const question = questions[no - 1]!;
  const stats = live.stats.value.get(no);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!stats)
      live.session.stats(no).then(
        (read) => live.note(read),
        () => {},
      );
  }, [live, no]);
  const n = stats?.attempts ?? 0;
  const keyNow = currentKey(question, stats);
  return (
    <li>
      <details class={styles.pastQuestion} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span class={styles.no}>{no}</span>
          <span class={styles.pastText} dir="auto">
            {question.text}
          </span>
          <span class={`figures ${styles.quiet}`}>
            {state.voided.includes(no) ? say().question.voided() : say().progress.text({ n })}
          </span>
          <progress
            class={styles.progress}
            value={n}
            max={Math.max(1, n, state.players)}
            aria-hidden="true"
          />
        </summary>
        {isOpen && (
          <div class={styles.pastBody}>
            <QuestionBody
              question={question}
              keyNow={keyNow}
              stats={stats}
              isVoided={state.voided.includes(no)}
            />
            <CorrectButtons live={live} state={state} question={question} keyNow={keyNow} />
          </div>
        )}
      </details>
    </li>
  );
}
