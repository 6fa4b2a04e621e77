import { useEffect, useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { currentKey, rightCount } from "./answer-key.ts";
import { CorrectButtons } from "./correct-buttons.tsx";
import { HistoryPart } from "./history-part.tsx";
import type { PartProps } from "./part.ts";
import { QuestionBody } from "./question-body.tsx";
import styles from "./run.module.css";
import { say, texts } from "./text.ts";

const PAGE = 10;

/** The questions that were played, the newest first, with their figures; each can still be corrected. */
export function PastPart(part: PartProps) {
  const words = say().past;
  const { state } = part;
  const [shown, setShown] = useState(PAGE);
  const last = state.state === "ended" ? state.questions : (state.question?.no ?? 1) - 1;
  const numbers = Array.from({ length: Math.min(shown, last) }, (_, index) => last - index);
  return (
    <section class={styles.card} aria-labelledby="past-title">
      <h2 id="past-title">{words.title()}</h2>
      {last === 0 && <p class={styles.quiet}>{words.none()}</p>}
      <ul class={styles.past}>
        {numbers.map((no) => (
          <PastQuestion key={no} {...part} no={no} />
        ))}
      </ul>
      {last > shown && <Button onClick={() => setShown(shown + PAGE)}>{words.more()}</Button>}
      <HistoryPart live={part.live} />
    </section>
  );
}

function PastQuestion({ live, state, questions, no }: PartProps & { no: number }) {
  const words = say().past;
  const stats = live.stats.value.get(no);
  const question = questions[no - 1];
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!stats)
      live.session.stats(no).then(
        (read) => live.note(read),
        () => {},
      );
  }, [live, no]);
  if (!question) return null;
  const right = rightCount(question.kind, stats);
  const percent = new Intl.NumberFormat(texts.language, { style: "percent", maximumFractionDigits: 0 });
  const keyNow = currentKey(question, stats);
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
          <span class={`figures ${styles.quiet}`}>
            {state.voided.includes(no)
              ? say().question.voided()
              : stats &&
                (right === undefined || stats.attempts === 0
                  ? words.attempts({ n: stats.attempts })
                  : words.rightShare({ share: percent.format(right / stats.attempts) }))}
          </span>
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
