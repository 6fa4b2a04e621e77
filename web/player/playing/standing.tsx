import type { Session } from "../../../client/src/types.ts";
import type { Game } from "../game.ts";
import { shareBehind } from "../outcome.ts";
import { ownPlace } from "../rank-loader.ts";
import { say, texts } from "../text.ts";
import styles from "./standing.module.css";

/** The player's points, and their place if players may know it. */
export function Standing({ game, session }: { game: Game; session: Session }) {
  if (session.settings.scoring === "none") return null;
  const leaderboard = game.leaderboard.value;
  const { playerNo } = game.player.joined;
  const isShown = game.hasLeaderboard.value;
  const rank = isShown ? (ownPlace(leaderboard, playerNo) ?? game.rank.value?.rank) : undefined;
  const players = leaderboard?.players ?? game.rank.value?.players ?? session.players;
  // At the end the server has counted all, also what this device does not know.
  const points = (session.state === "ended" ? game.rank.value?.points : undefined) ?? game.points.value;
  const behind =
    isShown && !rank && leaderboard ? shareBehind(game.points.value, leaderboard.scores) : undefined;
  return (
    <dl class={styles.standing}>
      <div>
        <dt>{say().result.total()}</dt>
        <dd class="figures">{points.toLocaleString(texts.language)}</dd>
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
  new Intl.NumberFormat(texts.language, { style: "percent" }).format(Math.floor(share * 100) / 100);
