import type { Report } from "../../../client/src/types.ts";
import { coefficient, percent } from "./formats.ts";
import styles from "./plot.module.css";
import shared from "./report.module.css";
import { say } from "./text.ts";
import { FACILITY, plotPoints, SEPARATES, verdictOf } from "./verdict.ts";

const VERDICTS = ["good", "hard", "easy", "tooHard", "weak", "key"] as const;

/** Facility against discrimination: which questions did their work, and what to look at. */
export function PlotPart({ report }: { report: Report }) {
  const words = say().plot;
  const points = plotPoints(report.questions);
  const byNo = new Map(report.questions.map((question) => [question.no, question]));
  const there = new Set(report.questions.map(verdictOf));
  return (
    <section aria-labelledby="plot-title" class={shared.section}>
      <h2 id="plot-title">{words.title()}</h2>
      {points.length === 0 ? (
        <p class={shared.quiet}>{words.none()}</p>
      ) : (
        <>
          <p class={shared.quiet}>{words.text()}</p>
          <div class={styles.frame}>
            <span class={styles.y} aria-hidden="true">
              {words.y()} ↑
            </span>
            <div
              class={styles.plot}
              style={{ "--hard": FACILITY.hard, "--easy": FACILITY.easy, "--separates": (SEPARATES + 1) / 2 }}
            >
              <span class={styles.corners} aria-hidden="true">
                <span>{words.corner.hard()}</span>
                <span>{words.corner.good()}</span>
                <span>{words.corner.tooHard()}</span>
                <span>{words.corner.weak()}</span>
              </span>
              <span class={styles.line} aria-hidden="true" />
              <span class={styles.upright} aria-hidden="true" />
              {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
              <ul role="list" class={styles.points}>
                {points.map(({ no, x, y }) => {
                  const question = byNo.get(no)!;
                  const verdict = verdictOf(question);
                  return (
                    <li key={no} style={{ "--x": x, "--y": y }}>
                      <a
                        class={`${styles.point} ${styles[verdict] ?? ""}`}
                        href={`#question-${no}`}
                        title={question.text}
                        aria-label={words.point({
                          no,
                          facility: percent(question.facility!),
                          discrimination: coefficient(question.discrimination!),
                          verdict: say().verdict[verdict].name(),
                        })}
                      >
                        {no}
                      </a>
                    </li>
                  );
                })}
              </ul>
            </div>
            <span class={styles.x} aria-hidden="true">
              <span>0 %</span>
              <span>{words.x()} →</span>
              <span>100 %</span>
            </span>
          </div>
        </>
      )}
      {there.size > 0 && points.length > 0 && (
        <dl class={styles.guide} aria-label={words.hint()}>
          {VERDICTS.filter((verdict) => there.has(verdict)).map((verdict) => (
            <div key={verdict}>
              <dt>
                <span class={`${styles.sample} ${styles[verdict] ?? ""}`} aria-hidden="true" />
                {say().verdict[verdict].name()}
              </dt>
              <dd>{say().verdict[verdict].text()}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
