import { ButtonLink } from "../../ui/button.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import type { PartProps } from "./part.ts";
import styles from "./run.module.css";
import { say, texts } from "./text.ts";

/** The final result, and what one may do now. */
export function EndedPart({ live, state }: PartProps) {
  const words = say().ended;
  // The stream's leaderboard says when there are newer figures.
  const asOf = live.leaderboard.value?.asOf;
  const loaded = useLoaded(
    () => live.session.leaderboard({ limit: 10 }),
    [live, asOf, live.corrections.value],
  );
  return (
    <section class={styles.card} aria-labelledby="ended-title">
      <h2 id="ended-title">{words.title()}</h2>
      <LoadedView of={loaded}>
        {({ places }) =>
          places.length === 0 ? (
            <p class={styles.quiet}>{words.none()}</p>
          ) : (
            <ol class={styles.places}>
              {places.map(({ rank, playerNo, nickname, points }) => (
                <li key={playerNo} class={`${styles.place} ${rank <= 3 ? styles.winner : ""}`}>
                  <span class={`figures ${styles.rank}`}>{rank}</span>
                  <span class={styles.playerName} dir="auto">
                    {nickname}
                  </span>
                  <span class="figures">{points.toLocaleString(texts.language)}</span>
                </li>
              ))}
            </ol>
          )
        }
      </LoadedView>
      <div class={styles.buttons}>
        <ButtonLink look="primary" large href={`/desk/sessions/${state.id}/report`}>
          {words.report()}
        </ButtonLink>
        <ButtonLink href={`/desk/quizzes/${state.quizId}/start`}>{words.again()}</ButtonLink>
      </div>
    </section>
  );
}
