import type { Session } from "../../../client/src/types.ts";
import { numberText, percentText } from "../../game/numbers.ts";
import type { Game } from "../game.ts";
import { shareBehind } from "../outcome.ts";
import { say } from "../text.ts";
import { ownPlace } from "./places.tsx";
import styles from "./standing.module.css";

/** The player's points, and their place if players may know it. */
export function Standing({ game, session }: { game: Game; session: Session }) {
  if (session.settings.scoring === "none") return null;
  const leaderboard = game.leaderboard.value;
  const rank = ownPlace(game);
  const players = leaderboard?.players ?? game.rank.value?.players ?? session.players;
  // At the end the server has counted all, also what this device does not know.
  const points = (session.state === "ended" ? game.rank.value?.points : undefined) ?? game.points.value;
  const behind =
    game.hasLeaderboard.value && !rank && leaderboard
      ? shareBehind(game.points.value, leaderboard.scores)
      : undefined;
  return (
    <dl class={styles.standing}>
      <div>
        <dt>{say().result.total()}</dt>
        <dd class="figures">{numberText(points)}</dd>
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
            <dd class={styles.ahead}>
              {say().result.ahead({ percent: percentText(Math.floor(behind * 100) / 100) })}
            </dd>
          </div>
        )
      )}
    </dl>
  );
}
