import { LeaderboardList } from "../../game/leaderboard-list.tsx";
import { Podium } from "../../game/podium.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import type { PartProps } from "./part.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";

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
            <div class={styles.result}>
              <div class={styles.podium}>
                <Podium places={places} />
              </div>
              {places.length > 3 && <LeaderboardList places={places} />}
            </div>
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
