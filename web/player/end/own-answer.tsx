import { useSignal } from "@preact/signals";
import { Icon } from "../../ui/icon.tsx";
import type { Game } from "../game.ts";
import type { Outcome } from "../outcome.ts";
import { sayLater } from "../playing/later-text.ts";
import { ResultDetails } from "../playing/result-details.tsx";
import { ownAnswer } from "../right-answer.ts";
import { say } from "../text.ts";
import styles from "./own-answer.module.css";

/** One question at the end: the own answer and how it went; on demand the right one, the explanation and the figures. */
export function OwnAnswer({ game, no, outcome }: { game: Game; no: number; outcome: Outcome }) {
  const isOpen = useSignal(false);
  const question = game.seen.get(no);
  const answer = game.answers.value.get(no);
  const fields = game.given(no);
  const points = outcome === "voided" ? 0 : (answer?.verdict?.points ?? 0);
  const own = fields
    ? ownAnswer(fields, question, navigator.language).join(", ")
    : sayLater().end.unanswered();
  const words = outcome === "noAnswer" ? "" : say().result[outcome]();
  const summary = (
    <>
      <span
        class={`${styles.mark} ${outcome === "right" ? styles.right : outcome === "wrong" ? styles.wrong : ""}`}
      >
        {outcome === "right" || outcome === "wrong" ? (
          <Icon name={outcome === "right" ? "check" : "close"} />
        ) : (
          <span aria-hidden="true">{no}</span>
        )}
      </span>
      <span class={styles.words}>
        <span class={styles.question} dir="auto">
          {question?.text ?? sayLater().end.question({ no })}
        </span>
        <span class={styles.answer} dir="auto">
          {own}
        </span>
        {words && (
          <span class={outcome === "right" || outcome === "wrong" ? "visually-hidden" : styles.note}>
            {words}
          </span>
        )}
      </span>
      {points > 0 && <span class={`${styles.points} figures`}>{say().result.earned({ points })}</span>}
    </>
  );
  if (!question) {
    return (
      <li class={styles.item}>
        <div class={styles.summary}>{summary}</div>
      </li>
    );
  }
  return (
    <li class={styles.item}>
      <details
        onToggle={(event) => {
          isOpen.value = event.currentTarget.open;
          if (isOpen.value) void game.loadStats(no);
        }}
      >
        <summary class={styles.summary}>{summary}</summary>
        {isOpen.value && (
          <div class={styles.details}>
            <ResultDetails game={game} question={question} heading="h3" isBeside />
          </div>
        )}
      </details>
    </li>
  );
}
