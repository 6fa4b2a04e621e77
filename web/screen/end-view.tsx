import { LeaderboardList } from "../game/leaderboard-list.tsx";
import { Podium } from "../game/podium.tsx";
import { Logo } from "../ui/logo.tsx";
import styles from "./end-view.module.css";
import { FitBox } from "./fit-box.tsx";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** The first moments after the end: the podium, or a word where there is none. */
export function EndView({ view, state, session }: ViewProps & { view: "counting" | "thanks" | "podium" }) {
  if (view === "podium") {
    return (
      <div class={styles.podiumView}>
        <h1>{say().end.winners()}</h1>
        <FitBox align="end">
          <div class={styles.podium}>
            <Podium places={state.leaderboard!.places} />
          </div>
        </FitBox>
      </div>
    );
  }
  const { players, questions } = session;
  return (
    <div class={styles.words}>
      <span class={styles.logo}>
        <Logo />
      </span>
      <h1>{view === "counting" ? say().end.counting() : say().end.thanks()}</h1>
      {view === "thanks" && <p>{say().end.played({ players, questions })}</p>}
    </div>
  );
}

/** What stays on the screen: the podium beside the list. */
export function ResultsView({ state, session }: ViewProps) {
  const { places, players } = state.leaderboard!;
  const { questions } = session;
  return (
    <div class={styles.results}>
      <div class={styles.side}>
        <div>
          <h1>{say().end.result()}</h1>
          <p>{say().end.played({ players, questions })}</p>
        </div>
        <FitBox align="end">
          <div class={`${styles.podium} ${styles.still}`}>
            <Podium places={places} />
          </div>
        </FitBox>
      </div>
      <FitBox align="center">
        <div class={styles.list}>
          <LeaderboardList places={places} />
        </div>
      </FitBox>
    </div>
  );
}
