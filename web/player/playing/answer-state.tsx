import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { AnswerWords } from "../answer-words.ts";
import { say } from "../text.ts";
import type { Phase } from "../view.ts";
import styles from "./answer-state.module.css";

/** The state of the answer in words, or why there is none. @param phase undefined if the question has no countdown */
export function AnswerStateLine({ words, phase }: { words: AnswerWords | undefined; phase?: Phase }) {
  const isOver = phase === "over";
  const none = phase === "skipped" ? "skipped" : isOver ? "none" : undefined;
  const isLong = useLong(words?.message === "sending");
  const message = isLong ? "sendingLong" : (words?.message ?? none);
  const text = message && say().answer[message]();
  useEffect(() => {
    if (text) announce(text, words?.look === "bad" ? "assertive" : "polite");
  }, [text, words?.look]);
  if (!text) return null;
  const look = isLong ? "warn" : (words?.look ?? "warn");
  return (
    <div class={`${styles.state} ${styles[look]}`}>
      <span class={styles.icon}>
        {look === "busy" ? <i class={styles.spinner} /> : <Icon name={look === "good" ? "check" : "clock"} />}
      </span>
      <p>
        {text} {isOver && <span class={styles.soon}>{say().answer.waitResult()}</span>}
      </p>
    </div>
  );
}

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
