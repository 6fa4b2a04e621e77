import type { HostedSession } from "../../../client/src/types.ts";
import { useLoaded } from "../shell/loaded.ts";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { showTime } from "./show-time.ts";
import { say } from "./text.ts";

/** The corrections of the session with their reasons. Nothing if there is none. */
export function HistoryPart({ live }: { live: LiveSession; state: HostedSession }) {
  const words = say().history;
  const corrections = live.corrections.value;
  const loaded = useLoaded(() => live.session.report(), [live, corrections]);
  const history = loaded.value?.history ?? [];
  if (history.length === 0) return null;
  return (
    <>
      <h3>{words.title()}</h3>
      <ul role="list" class={styles.history}>
        {history.map(({ kind, question, reason, at }) => (
          <li key={`${question}/${at}`}>
            <strong>{words[kind]({ no: question })}</strong> <span dir="auto">{reason}</span>{" "}
            <span class={styles.quiet}>{showTime(at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
