import type { Report } from "../../../client/src/types.ts";
import { coefficient, number, percent } from "./formats.ts";
import styles from "./report.module.css";
import { reliabilityLevel, summaryOf } from "./summary.ts";
import { say } from "./text.ts";

/** With fewer players, reliability and discrimination are only a hint. */
const FEW = 30;

/** What happened, in figures and sentences. */
export function SummaryPart({ report }: { report: Report }) {
  const words = say().summary;
  const { players, answers, answered, meanPoints, medianPoints, right, hardest, easiest, winners } =
    summaryOf(report);
  const best = winners[0];
  const level = reliabilityLevel(report.reliability);
  return (
    <section aria-labelledby="summary-title" class={styles.section}>
      <h2 id="summary-title">{words.title()}</h2>
      <dl class={styles.keyFigures}>
        <Figure label={words.players()} value={number(players)} />
        <Figure
          label={words.answers()}
          value={number(answers)}
          hint={answered === undefined ? undefined : words.answersHint({ share: percent(answered) })}
        />
        <Figure
          label={words.mean()}
          value={meanPoints === undefined ? words.none() : number(meanPoints)}
          hint={medianPoints === undefined ? undefined : words.meanHint({ median: number(medianPoints) })}
        />
        <Figure
          label={words.right()}
          value={right === undefined ? words.none() : percent(right)}
          hint={right === undefined ? undefined : words.rightHint()}
        />
      </dl>
      <div class={styles.columns}>
        <div class={styles.story}>
          {best && (
            <p dir="auto">
              {winners.length === 1
                ? words.winner({ name: best.nickname, points: best.points })
                : words.shared({ n: winners.length, points: best.points })}
            </p>
          )}
          {hardest && (
            <p>
              {words.hardest({ no: hardest.no, share: percent(hardest.facility!) })}{" "}
              {easiest && words.easiest({ no: easiest.no, share: percent(easiest.facility!) })}
            </p>
          )}
          {hardest && (
            <blockquote class={styles.quote}>
              <a href={`#question-${hardest.no}`} dir="auto">
                {hardest.text}
              </a>
            </blockquote>
          )}
        </div>
        <div class={styles.story}>
          <h3>{say().reliability.title()}</h3>
          {level === undefined ? (
            <p>{say().reliability.none()}</p>
          ) : (
            <>
              <p>
                <strong class="figures">
                  {say().reliability.value({ value: coefficient(report.reliability!) })}.
                </strong>{" "}
                {say().reliability[level]()}
              </p>
              <p class={styles.quiet}>
                {say().reliability.what()} {report.players < FEW && say().reliability.few()}
              </p>
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint?: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={styles.keyFigure}>{value}</dd>
      {hint && <dd class={styles.quiet}>{hint}</dd>}
    </div>
  );
}
