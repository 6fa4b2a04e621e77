import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { QuestionStats } from "../../../client/src/types.ts";
import { currentKey, type HostQuestion } from "./answer-key.ts";
import { CorrectButtons } from "./correct-buttons.tsx";
import type { PartProps } from "./part.ts";
import { QuestionBody } from "./question-body.tsx";
import styles from "./run.module.css";
import { say } from "./text.ts";

interface QuestionRowProps extends PartProps {
  question: HostQuestion;
  /** What a line says of the question's stats, if it was not voided. */
  text: (stats: QuestionStats | undefined) => string;
  /** Beside the text. */
  children?: (stats: QuestionStats | undefined) => ComponentChildren;
}

/** A question of a list in one line. Opened it shows its figures, and it can be corrected. */
export function QuestionRow({ live, state, question, text, children }: QuestionRowProps) {
  const { no } = question;
  const stats = live.stats.value.get(no);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!stats)
      live.session.stats(no).then(
        (read) => live.note(read),
        () => {},
      );
  }, [live, no]);
  const keyNow = currentKey(question, stats);
  const isVoided = state.voided.includes(no);
  return (
    <li>
      <details
        class={styles.pastQuestion}
        open={isOpen}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      >
        <summary>
          <span class={styles.no}>{no}</span>
          <span class={styles.pastText} dir="auto">
            {question.text}
          </span>
          <span class={`figures ${styles.quiet}`}>{isVoided ? say().question.voided() : text(stats)}</span>
          {children?.(stats)}
        </summary>
        {isOpen && (
          <div class={styles.pastBody}>
            <QuestionBody question={question} keyNow={keyNow} stats={stats} isVoided={isVoided} />
            <CorrectButtons live={live} state={state} question={question} keyNow={keyNow} />
          </div>
        )}
      </details>
    </li>
  );
}
