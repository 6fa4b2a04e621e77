import type { PartProps } from "./part.ts";
import { programmeFrom } from "./programme.ts";
import styles from "./run.module.css";
import { showTime } from "./show-time.ts";
import { say } from "./text.ts";
import { useNow } from "./use-now.ts";

/** Pace auto: what is shown when, from the newest question on. */
export function ProgrammePart({ live, state, questions }: PartProps) {
  const words = say().programme;
  const now = useNow(live);
  if (questions.length === 0) return null;
  const startsAt = state.opensAt ? Date.parse(state.opensAt) : now;
  const items = programmeFrom(
    state,
    questions.map(({ timeLimitMs }) => timeLimitMs),
    startsAt,
  );
  const isTimed = state.state === "open" || state.opensAt !== undefined;
  const isPaused = state.pausedAt !== undefined;
  const end = items.at(-1)?.closesAt;
  return (
    <section class={styles.card} aria-labelledby="programme-title">
      <h2 id="programme-title">{words.title()}</h2>
      {isPaused && <p class={styles.warning}>{words.paused()}</p>}
      <ol class={styles.programme}>
        {items.slice(0, 30).map(({ no, shownAt, closesAt, isShown }) => (
          <li
            key={no}
            class={styles.programmeItem}
            aria-current={isShown && now < closesAt ? "step" : undefined}
          >
            <span class={`figures ${styles.programmeTime}`}>
              {isShown && now < closesAt
                ? words.now()
                : isTimed && !(isPaused && !isShown)
                  ? showTime(shownAt, true)
                  : ""}
            </span>
            <span class={styles.no}>{no}</span>
            <span class={styles.pastText} dir="auto">
              {questions[no - 1]?.text}
            </span>
          </li>
        ))}
        {end !== undefined && isTimed && !isPaused && (
          <li class={styles.programmeItem}>
            <span class={`figures ${styles.programmeTime}`}>{showTime(end, true)}</span>
            <strong>{words.ends()}</strong>
          </li>
        )}
      </ol>
    </section>
  );
}
