import { useSignal } from "@preact/signals";
import type { PlayerQuestion } from "../../client/src/types.ts";
import styles from "./question-card.module.css";
import { sayGame } from "./text.ts";

interface QuestionCardProps {
  question: PlayerQuestion;
  /** How many questions the quiz has. */
  total: number;
  /** The heading's level: 1 on a player's page. */
  level?: 1 | 2;
  /** Whether right answers earn points. */
  isScored?: boolean;
}

/** A question: its number, its text and its image. Long texts are smaller. */
export function QuestionCard({ question, total, level = 1, isScored = true }: QuestionCardProps) {
  const { no, kind, text, points } = question;
  const Heading = level === 1 ? "h1" : "h2";
  const size = text.length > 320 ? styles.long : text.length > 110 ? styles.medium : styles.short;
  const worth = kind === "poll" ? sayGame().poll() : isScored && points > 0 && sayGame().worth({ points });
  return (
    <div class={styles.card}>
      <p class={styles.number}>
        <span>{sayGame().numberOf({ no, total })}</span>
        {worth && <span>{worth}</span>}
      </p>
      <Heading class={`${styles.text} ${size}`} tabIndex={-1} dir="auto">
        {text}
      </Heading>
      {question.image && <QuestionImage key={question.image} src={question.image} />}
    </div>
  );
}

/** An image from elsewhere: one that does not load takes no place. */
function QuestionImage({ src }: { src: string }) {
  const isBroken = useSignal(false);
  if (isBroken.value) return null;
  return (
    <img
      class={styles.image}
      src={src}
      alt=""
      referrerpolicy="no-referrer"
      decoding="async"
      onError={() => {
        isBroken.value = true;
      }}
    />
  );
}
