import type { Report } from "../../../client/src/types.ts";
import { scoreRanges } from "./distribution.ts";
import { number } from "./formats.ts";
import styles from "./report.module.css";
import { say } from "./text.ts";

/** How the points are spread: bars for the eye, and a table for everybody else. */
export function ScoresPart({ report }: { report: Report }) {
  const words = say().scores;
  const ranges = scoreRanges(report.scores);
  const most = Math.max(1, ...ranges.map(({ count }) => count));
  if (ranges.length === 0) return null;
  const rangeText = ({ from, to }: { from: number; to: number }) =>
    from === to ? number(from) : words.range({ from: number(from), to: number(to) });
  return (
    <section aria-labelledby="scores-title" class={styles.section}>
      <h2 id="scores-title">{words.title()}</h2>
      <p class={styles.quiet}>{words.text()}</p>
      <div class={styles.histogram} aria-hidden="true">
        {ranges.map((range) => (
          <div key={range.from} class={styles.column} style={{ "--length": range.count / most }}>
            <span class={styles.columnCount}>{range.count > 0 && number(range.count)}</span>
            <span class={styles.columnBar} />
            <span class={styles.columnFrom}>{number(range.from)}</span>
          </div>
        ))}
        <span class={styles.axis}>{words.axis()}</span>
      </div>
      <details class={styles.details}>
        <summary>{words.table()}</summary>
        <table class={styles.table}>
          <thead>
            <tr>
              <th scope="col">{words.points()}</th>
              <th scope="col" class={styles.number}>
                {words.players()}
              </th>
            </tr>
          </thead>
          <tbody>
            {ranges.map((range) => (
              <tr key={range.from}>
                <th scope="row">{rangeText(range)}</th>
                <td class={styles.number}>{number(range.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
