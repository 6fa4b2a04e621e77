import type { Places } from "./movement.ts";
import { numberText } from "./numbers.ts";
import styles from "./podium.module.css";
import { sayGame } from "./text.ts";

/**
 * The first three places, as the three growing beats of the logo: the winner's is the highest. Who is equal stands equally
 * high. It takes its sizes from the text around it, and is about 22 em wide.
 */
export function Podium({ places }: { places: Places }) {
  const shown = places.slice(0, 3);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets
    <ol role="list" class={styles.podium}>
      {shown.map(({ playerNo, rank, nickname, points }, index) => (
        <li
          key={playerNo}
          class={`${styles.step} ${rank === 1 ? styles.winner : ""}`}
          style={{ "--rank": rank, "--turn": shown.length - 1 - index }}
        >
          <span class={styles.person}>
            <bdi class={styles.name}>{nickname}</bdi>
            <span class={styles.points}>{sayGame().leaderboard.points({ n: points })}</span>
          </span>
          <span class={styles.block} aria-hidden="true">
            <span>{numberText(rank)}</span>
          </span>
          <span class="visually-hidden">{sayGame().leaderboard.place({ rank })}</span>
        </li>
      ))}
    </ol>
  );
}
