import { LeaderboardList } from "../../game/leaderboard-list.tsx";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import styles from "./places.module.css";

/** How many places a phone shows. */
const SHOWN = 5;

/** The player's own place; undefined if it is not known, or players may not see it. */
export function ownPlace(game: Game): number | undefined {
  if (!game.hasLeaderboard.value) return undefined;
  const { playerNo } = game.player.joined;
  const shown = game.leaderboard.value?.places.find((place) => place.playerNo === playerNo);
  return shown?.rank ?? game.rank.value?.rank ?? undefined;
}

/** The top of the leaderboard, if players may see it. */
export function Places({ game }: { game: Game }) {
  const leaderboard = game.leaderboard.value;
  if (!game.hasLeaderboard.value || !leaderboard?.places.length) return null;
  const { playerNo } = game.player.joined;
  return (
    <section class={styles.places}>
      <h2 class={styles.heading}>{say().result.table()}</h2>
      <LeaderboardList
        places={leaderboard.places.slice(0, SHOWN)}
        previous={game.previousPlaces.value}
        own={playerNo}
      />
    </section>
  );
}
