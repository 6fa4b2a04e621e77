import { useLayoutEffect, useRef } from "preact/hooks";
import { useCountUp } from "./count-up.ts";
import styles from "./leaderboard-list.module.css";
import { calm } from "./motion.ts";
import { type Movement, movements, type Places } from "./movement.ts";
import { numberText } from "./numbers.ts";
import { sayGame } from "./text.ts";

/** How long one sees the places from before, then how long they move; in ms. */
const BEFORE_MS = 900;
const MOVES_MS = 1100;

interface LeaderboardListProps {
  places: Places;
  /** The places from before: rows move from there, and points count up. */
  previous?: Places | undefined;
  /** The person's own number. */
  own?: number | undefined;
}

/** A leaderboard. It takes its sizes from the text around it. */
export function LeaderboardList({ places, previous, own }: LeaderboardListProps) {
  const list = useRef<HTMLOListElement>(null);
  const moves = movements(places, previous);
  const sign = places.map(({ playerNo }) => playerNo).join();
  useLayoutEffect(() => {
    if (!previous || calm() || !list.current) return;
    const rows = [...list.current.children] as HTMLElement[];
    const first = rows[0]?.offsetTop ?? 0;
    const height = rows.length > 1 ? rows[1]!.offsetTop - first : (rows[0]?.offsetHeight ?? 0);
    const animations = rows.map((row, index) => {
      const { fromIndex, ranks } = moves[index]!;
      const from = {
        transform: `translateY(${(fromIndex - index) * height}px)`,
        opacity: ranks === undefined ? 0 : 1,
      };
      const options = { delay: BEFORE_MS, duration: MOVES_MS, easing: "cubic-bezier(.3,.9,.3,1)" };
      return row.animate([from, { transform: "none", opacity: 1 }], { ...options, fill: "backwards" });
    });
    return () => {
      for (const animation of animations) animation.cancel();
    };
  }, [sign]);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets
    <ol role="list" class={styles.list} ref={list}>
      {places.map((place, index) => (
        <Row key={place.playerNo} place={place} move={moves[index]!} isOwn={place.playerNo === own} />
      ))}
    </ol>
  );
}

function Row({ place, move, isOwn }: { place: Places[number]; move: Movement; isOwn: boolean }) {
  const { rank, nickname } = place;
  const points = useCountUp(move.fromPoints, place.points, BEFORE_MS, MOVES_MS);
  return (
    <li class={`${styles.row} ${isOwn ? styles.own : ""} ${rank === 1 ? styles.first : ""}`}>
      <span class={styles.rank}>
        <span>{numberText(rank)}</span>
      </span>
      <span class={styles.name}>
        <bdi>{nickname}</bdi>
        {isOwn && <span class={styles.you}>{sayGame().leaderboard.you()}</span>}
      </span>
      <Moved ranks={move.ranks} />
      <span class={styles.points}>
        <span aria-hidden="true">{numberText(points)}</span>
        <span class="visually-hidden">{sayGame().leaderboard.points({ n: place.points })}</span>
      </span>
    </li>
  );
}

/** How many ranks somebody has risen or fallen. */
function Moved({ ranks }: { ranks: number | undefined }) {
  if (!ranks) return <span class={styles.moved} />;
  const n = Math.abs(ranks);
  const look = ranks > 0 ? styles.up : styles.down;
  return (
    <span class={`${styles.moved} ${look}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <path d={ranks > 0 ? "M5 1 9.5 9H.5Z" : "M5 9 .5 1h9Z"} fill="currentcolor" />
      </svg>
      <span aria-hidden="true">{numberText(n)}</span>
      <span class="visually-hidden">
        {ranks > 0 ? sayGame().leaderboard.up({ n }) : sayGame().leaderboard.down({ n })}
      </span>
    </span>
  );
}
