import { useState } from "preact/hooks";
import { Button } from "../../ui/button.tsx";
import { rightCount } from "./answer-key.ts";
import { HistoryPart } from "./history-part.tsx";
import type { PartProps } from "./part.ts";
import { QuestionRow } from "./question-row.tsx";
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

function PastQuestion({ no, ...part }: PartProps & { no: number }) {
  const words = say().past;
  const question = part.questions[no - 1];
  if (!question) return null;
  const percent = new Intl.NumberFormat(texts.language, { style: "percent", maximumFractionDigits: 0 });
  return (
    <QuestionRow
      {...part}
      question={question}
      text={(stats) => {
        if (!stats) return "";
        const right = rightCount(question.kind, stats);
        return right === undefined || stats.attempts === 0
          ? words.attempts({ n: stats.attempts })
          : words.rightShare({ share: percent.format(right / stats.attempts) });
      }}
    />
  );
}
