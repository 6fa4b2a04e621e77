import type { Report } from "../../../client/src/types.ts";
import type { HostQuestion } from "../sessions/answer-key.ts";
import { keyText } from "./answer-text.ts";
import { dateTime } from "./formats.ts";
import styles from "./report.module.css";
import { say } from "./text.ts";

/** What was corrected, when, and why. Nothing is shown without corrections. */
export function HistoryPart({ report, questions }: { report: Report; questions: HostQuestion[] }) {
  const words = say().history;
  if (report.history.length === 0) return null;
  return (
    <section aria-labelledby="history-title" class={styles.section}>
      <h2 id="history-title">{words.title()}</h2>
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ol role="list" class={styles.history}>
        {report.history.map(({ kind, question: no, reason, from, to, at }) => (
          <li key={`${at} ${no}`}>
            <p>
              <strong>{words[kind]({ no })}</strong>{" "}
              <time class={styles.quiet} dateTime={at}>
                {dateTime(at)}
              </time>
            </p>
            {from && to && (
              <p dir="auto">
                {words.was({ from: keyText(questions[no - 1], from), to: keyText(questions[no - 1], to) })}
              </p>
            )}
            <p dir="auto">{reason}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
