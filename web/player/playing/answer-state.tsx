import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Verdict } from "../../../client/src/types.ts";
import { announce } from "../../ui/announcer.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { AnswerWords } from "../answer-words.ts";
import { say } from "../text.ts";
import type { Phase } from "../view.ts";
import styles from "./answer-state.module.css";

interface AnswerStateProps {
  words: AnswerWords | undefined;
  /** Undefined if the question has no countdown. */
  phase?: Phase;
  /** Right or wrong is said at once if players learn it at once. */
  verdict?: Pick<Verdict, "correct" | "points"> | undefined;
}

/** The state of the answer in words, or why there is none. */
export function AnswerStateLine({ words, phase, verdict }: AnswerStateProps) {
  const isOver = phase === "over";
  const none = phase === "skipped" ? "skipped" : isOver ? "none" : undefined;
  const isLong = useLong(words?.message === "sending");
  const message = isLong ? "sendingLong" : (words?.message ?? none);
  const { correct, points = 0 } = (words?.message === "counted" && verdict) || {};
  const result = correct === undefined ? undefined : correct ? "right" : "wrong";
  const text = result ? resultText(result, points) : message && say().answer[message]();
  useEffect(() => {
    if (text) announce(text, words?.look === "bad" ? "assertive" : "polite");
  }, [text, words?.look]);
  if (!text) return null;
  const look = isLong ? "warn" : result === "wrong" ? "bad" : (words?.look ?? "warn");
  return (
    <div class={`${styles.state} ${styles[look]}`}>
      <span class={styles.icon}>
        {look === "busy" ? (
          <i class={styles.spinner} />
        ) : (
          <Icon name={look === "good" ? "check" : result ? "close" : "clock"} />
        )}
      </span>
      <p>
        {text} {isOver && <span class={styles.soon}>{say().answer.waitResult()}</span>}
      </p>
    </div>
  );
}

const resultText = (result: "right" | "wrong", points: number) =>
  [say().result[result](), points > 0 && say().result.earned({ points })].filter(Boolean).join(" ");

/** An answer that is on its way for longer than this, in ms, needs a word. */
const LONG_MS = 4000;

/** Whether it has been so for long. */
function useLong(isIt: boolean): boolean {
  const isLong = useSignal(false);
  useEffect(() => {
    isLong.value = false;
    if (!isIt) return;
    const timer = setTimeout(() => {
      isLong.value = true;
    }, LONG_MS);
    return () => clearTimeout(timer);
  }, [isIt, isLong]);
  return isIt && isLong.value;
}
