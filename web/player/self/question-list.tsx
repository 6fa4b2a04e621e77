import type { PlayerQuestion } from "../../../client/src/types.ts";
import { sayLater } from "../playing/later-text.ts";
import styles from "./question-list.module.css";
import type { QuestionState } from "./question-state.ts";

/** A sign for each state, besides its colour and word. */
const SIGNS: Record<QuestionState, string> = {
  open: "",
  sending: "…",
  kept: "✓",
  counted: "✓",
  right: "✓",
  wrong: "✗",
  refused: "!",
  voided: "–",
};

interface QuestionListProps {
  questions: readonly PlayerQuestion[];
  states: readonly QuestionState[];
  /** Where one is. */
  index: number;
  onGo: (index: number) => void;
}

/** All questions with their states, to jump to. */
export function QuestionList({ questions, states, index, onGo }: QuestionListProps) {
  return (
    <section class={styles.all}>
      <h2 class={styles.heading}>{sayLater().self.list()}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ol class={styles.list} role="list">
        {questions.map(({ no, text }, at) => {
          const state = states[at]!;
          return (
            <li key={no}>
              <button
                type="button"
                class={`${styles.item} ${styles[state]}`}
                title={text.slice(0, 80)}
                aria-current={at === index ? "step" : undefined}
                onClick={() => onGo(at)}
              >
                <span class="visually-hidden">
                  {sayLater().end.question({ no })}: {sayLater().self.state[state]()}
                </span>
                <span aria-hidden="true">{no}</span>
                <span aria-hidden="true" class={styles.sign}>
                  {SIGNS[state]}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
