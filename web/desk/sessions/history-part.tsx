import { useState } from "preact/hooks";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { showTime } from "./show-time.ts";
import { say } from "./text.ts";

/** The corrections of the session with their reasons. They are read when one asks: a report may be large. */
export function HistoryPart({ live }: { live: LiveSession }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class={styles.pastQuestion} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <strong>{say().history.title()}</strong>
      </summary>
      {isOpen && <Corrections live={live} />}
    </details>
  );
}

function Corrections({ live }: { live: LiveSession }) {
  const words = say().history;
  const loaded = useLoaded(() => live.session.report(), [live, live.corrections.value]);
  return (
    <LoadedView of={loaded}>
      {({ history }) =>
        history.length === 0 ? (
          <p class={styles.quiet}>{words.none()}</p>
        ) : (
          <ul class={styles.history}>
            {history.map(({ kind, question, reason, at }) => (
              <li key={`${question}/${at}`}>
                <strong>{words[kind]({ no: question })}</strong> <span dir="auto">{reason}</span>{" "}
                <span class={styles.quiet}>{showTime(at)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </LoadedView>
  );
}
