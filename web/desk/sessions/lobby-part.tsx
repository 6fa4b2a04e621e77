import type { HostedSession } from "../../../client/src/types.ts";
import { useLoaded } from "../shell/loaded.ts";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";

const SHOWN = 50;

/** Players as they arrive: those who were there before this desk, and those who came since. */
export function LobbyPart({ live, state }: { live: LiveSession; state: HostedSession }) {
  const words = say().lobby;
  const before = useLoaded(() => live.session.players({ limit: SHOWN }), [live]);
  const arrived = live.arrivals.value;
  const seen = new Set([...live.removed.value, ...arrived.map(({ playerNo }) => playerNo)]);
  const earlier = (before.value?.items ?? []).filter(({ playerNo }) => !seen.has(playerNo)).reverse();
  const all = [...arrived, ...earlier].slice(0, Math.min(SHOWN, state.players));
  return (
    <section class={styles.card} aria-labelledby="lobby-title">
      <h2 id="lobby-title">{words.title()}</h2>
      {state.players === 0 ? (
        <p class={styles.quiet}>{words.waiting()}</p>
      ) : (
        <ul class={styles.arrivals}>
          {all.map(({ playerNo, nickname }) => (
            <li key={playerNo} class={styles.arrival} dir="auto">
              {nickname}
            </li>
          ))}
          {state.players > all.length && (
            <li class={styles.quiet}>{words.more({ n: state.players - all.length })}</li>
          )}
        </ul>
      )}
    </section>
  );
}
