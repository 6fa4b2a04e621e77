import { LeaderboardList } from "../game/leaderboard-list.tsx";
import { FitBox } from "./fit-box.tsx";
import styles from "./leaderboard-view.module.css";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** The first ten, moving from their places before. */
export function LeaderboardView({ state }: ViewProps) {
  const { leaderboard, previousPlaces } = state;
  return (
    <div class={styles.view}>
      <div class={styles.head}>
        <h1>{say().leaderboard.title()}</h1>
        <p>{say().leaderboard.of({ n: leaderboard!.players })}</p>
      </div>
      <FitBox align="center" max={1.35}>
        <div class={styles.list}>
          <LeaderboardList places={leaderboard!.places} previous={previousPlaces} />
        </div>
      </FitBox>
    </div>
  );
}
