import type { ShownQuestion } from "../../client/src/types.ts";
import { countdownAt } from "../game/countdown.ts";
import { clockText } from "./clock-text.ts";
import styles from "./countdown.module.css";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** Under this, the countdown is urgent; in ms. */
const URGENT_MS = 5000;

interface CountdownProps {
  question: ShownQuestion;
  /** How long a question is shown before it takes answers, in ms. */
  readMs: number;
  now: ViewProps["now"];
}

/** How long a question takes answers, or until it does: a number and a bar, by the server's clock. */
export function Countdown({ question, readMs, now }: CountdownProps) {
  const { phase, leftMs, share } = countdownAt(question, now.value, readMs);
  const hasLimit = Number.isFinite(leftMs);
  const look = [
    styles.countdown,
    styles[phase],
    phase === "answering" && leftMs < URGENT_MS && styles.urgent,
  ];
  return (
    <div class={look.filter(Boolean).join(" ")} role="timer">
      {phase === "reading" && <span class={styles.word}>{say().question.reading()}</span>}
      {phase === "over" && <span class={styles.word}>{say().question.over()}</span>}
      {!hasLimit && <span class={styles.word}>{say().question.noLimit()}</span>}
      {phase !== "over" && hasLimit && <span class={`${styles.number} figures`}>{shortTime(leftMs)}</span>}
      <span class={styles.track} aria-hidden="true">
        <span class={styles.fill} style={{ "--share": share }} />
      </span>
    </div>
  );
}

/** Seconds alone, if it is under a minute and a half. */
const shortTime = (ms: number) => (ms <= 90_000 ? String(Math.ceil(ms / 1000)) : clockText(ms));
