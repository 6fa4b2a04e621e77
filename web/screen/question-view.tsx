import { Countdown } from "./countdown.tsx";
import { FitBox } from "./fit-box.tsx";
import { AnswerCount, Options, QuestionText } from "./question-parts.tsx";
import styles from "./question-view.module.css";
import type { ViewProps } from "./view-props.ts";

/** A question while one reads and answers it. */
export function QuestionView({ state, session, now }: ViewProps) {
  const question = state.question!;
  return (
    <div class={styles.view}>
      <FitBox min={0.12} max={1.5} align="fill">
        <div class={styles.stage}>
          <QuestionText question={question} />
          <Options question={question} />
        </div>
      </FitBox>
      <footer class={styles.foot}>
        <Countdown question={question} readMs={session.settings.readMs} now={now} />
        <AnswerCount state={state} session={session} />
      </footer>
    </div>
  );
}
