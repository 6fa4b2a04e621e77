import type { HostedSession } from "../../../client/src/types.ts";
import { countdownAt } from "../../game/countdown.ts";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";
import { useNow } from "./use-now.ts";

/** The seconds that are left, by the server's clock. */
export function Countdown({ live, state }: { live: LiveSession; state: HostedSession }) {
  const now = useNow(live);
  const { question, settings } = state;
  if (state.state !== "open" || !question) return null;
  const { phase, leftMs, share } = countdownAt(question, now, settings.readMs);
  if (phase === "over") return null;
  if (!Number.isFinite(leftMs)) return <span>{say().question.noLimit()}</span>;
  const n = Math.ceil(leftMs / 1000);
  return (
    <>
      <span class={`figures ${styles.seconds}`} role="timer">
        {phase === "reading" ? say().question.opensIn({ n }) : say().question.secondsLeft({ n })}
      </span>
      <span class={styles.countdown} aria-hidden="true">
        <span
          style={{ inlineSize: `${100 * share}%` }}
          class={phase === "reading" ? styles.readingBar : ""}
        />
      </span>
    </>
  );
}
