import type { Session } from "../../../client/src/types.ts";
import type { Game } from "../game.ts";
import { shareBehind } from "../outcome.ts";
import { ownPlace } from "../rank-loader.ts";
import { say } from "../text.ts";
import styles from "./standing.module.css";

/** The player's points, and their place if players may know it. */
export function Standing({ game, session }: { game: Game; session: Session }) {
  if (session.settings.scoring === "none") return null;
  const leaderboard = game.leaderboard.value;
  const { playerNo } = game.player.joined;
  const isShown = game.hasLeaderboard.value;
  const rank = isShown ? (ownPlace(leaderboard, playerNo) ?? game.rank.value?.rank) : undefined;
  const players = leaderboard?.players ?? game.rank.value?.players ?? session.players;
  const behind =
    isShown && !rank && leaderboard ? shareBehind(game.points.value, leaderboard.scores) : undefined;
  return (
    <dl class={styles.standing}>
      <div>
        <dt>{say().result.total()}</dt>
        <dd class="figures">{game.points.value.toLocaleString(navigator.language)}</dd>
      </div>
      {rank ? (
        <div>
          <dt>{say().result.rank()}</dt>
          <dd class="figures">{say().result.rankOf({ rank, players })}</dd>
        </div>
      ) : (
        behind !== undefined && (
          <div>
            <dt>{say().result.rank()}</dt>
            <dd class={styles.ahead}>{say().result.ahead({ percent: percent(behind) })}</dd>
          </div>
        )
      )}
    </dl>
  );
}

const percent = (share: number) =>
  new Intl.NumberFormat(navigator.language, { style: "percent" }).format(Math.floor(share * 100) / 100);
