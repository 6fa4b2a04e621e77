import type { Report } from "../../../client/src/types.ts";
import { Bars } from "../../game/bars.tsx";
import { optionLook } from "../../game/options.ts";
import { currentKey, type HostQuestion } from "../sessions/answer-key.ts";
import { keyText } from "./answer-text.ts";
import { coefficient, number, percent, seconds } from "./formats.ts";
import styles from "./questions.module.css";
import shared from "./report.module.css";
import { say } from "./text.ts";
import { verdictOf } from "./verdict.ts";

type ReportQuestion = Report["questions"][number];

/** Every question with its bars and figures. */
export function QuestionsPart({ report, questions }: { report: Report; questions: HostQuestion[] }) {
  const correctedKeys = new Map(
    report.history.filter(({ kind }) => kind === "key").map(({ question, to }) => [question, to]),
  );
  return (
    <section aria-labelledby="questions-title" class={shared.section}>
      <h2 id="questions-title">{say().questions.title()}</h2>
      {questions.some(({ isPartial }) => isPartial) && (
        <p class={shared.quiet}>{say().questions.partial()}</p>
      )}
      {/* biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets */}
      <ol role="list" class={styles.list}>
        {report.questions.map((one, index) => (
          <Question
            key={one.no}
            one={one}
            question={questions[index]}
            players={report.players}
            correctedKey={correctedKeys.get(one.no)}
          />
        ))}
      </ol>
    </section>
  );
}

interface QuestionProps {
  one: ReportQuestion;
  question: HostQuestion | undefined;
  players: number;
  /** The newest key, if the one of the quiz was corrected: the report's stats have no key. */
  correctedKey: Report["history"][number]["to"];
}

function Question({ one, question, players, correctedKey }: QuestionProps) {
  const words = say().questions;
  const { no, text, stats, facility, discrimination } = one;
  const verdict = verdictOf(one);
  const { p50, p90 } = stats.elapsedMs ?? {};
  const keyNow = currentKey(question, { ...stats, ...correctedKey });
  const key = keyText(question, keyNow);
  const shown = {
    ...stats,
    ...(keyNow.correct ? { correct: [...keyNow.correct] } : {}),
    ...(keyNow.answer ? { answer: keyNow.answer } : {}),
  };
  const isTyped = question !== undefined && question.options.length === 0;
  return (
    <li id={`question-${no}`} class={styles.question} tabIndex={-1}>
      <span class={styles.no} aria-hidden="true">
        {no}
      </span>
      <div class={styles.what}>
        <h3 dir="auto">
          <span class="visually-hidden">{words.no({ no })}: </span>
          {text}
        </h3>
        <p class={styles.tags}>
          <span class={`${styles.tag} ${styles[verdict] ?? ""}`}>{say().verdict[verdict].name()}</span>
          {correctedKey && <span class={styles.tag}>{say().history.corrected()}</span>}
        </p>
        {stats.attempts === 0 ? (
          <p class={shared.quiet}>{words.noAnswers()}</p>
        ) : (
          question && <Bars question={question} stats={shown} />
        )}
        {isTyped && key && (
          <p>
            {words.answer()}: <strong dir="auto">{key}</strong>
          </p>
        )}
        {verdict !== "none" && verdict !== "good" && verdict !== "voided" && (
          <p class={shared.quiet}>{say().verdict[verdict].text()}</p>
        )}
        <RestTable one={one} />
      </div>
      <dl class={styles.facts}>
        <div>
          <dt>{words.attempts()}</dt>
          <dd>{words.attemptsOf({ n: stats.attempts, players })}</dd>
        </div>
        {facility !== null && (
          <div>
            <dt>{words.right()}</dt>
            <dd>{percent(facility)}</dd>
          </div>
        )}
        {discrimination !== null && (
          <div>
            <dt>{words.separates()}</dt>
            <dd>{coefficient(discrimination)}</dd>
          </div>
        )}
        {typeof p50 === "number" && (
          <div>
            <dt>{words.time()}</dt>
            <dd>
              {words.timeValue({ p50: seconds(p50) })}
              {typeof p90 === "number" && (
                <span class={styles.small}>{words.timeHint({ p90: seconds(p90) })}</span>
              )}
            </dd>
          </div>
        )}
      </dl>
    </li>
  );
}

/** For those who look closer: how strong the players are who chose each option. */
function RestTable({ one: { options } }: { one: ReportQuestion }) {
  const words = say().questions;
  if (!options.some(({ meanRest }) => meanRest !== null)) return null;
  return (
    <details class={shared.details}>
      <summary>{words.rest()}</summary>
      <p class={shared.quiet}>{words.restText()}</p>
      <table class={shared.table}>
        <thead>
          <tr>
            <th scope="col">{words.optionHead()}</th>
            <th scope="col" class={shared.number}>
              {words.mean()}
            </th>
            <th scope="col" class={shared.number}>
              {words.separates()}
            </th>
          </tr>
        </thead>
        <tbody>
          {options.map(({ id, meanRest, discrimination }) => (
            <tr key={id}>
              <th scope="row">{optionLook(id).letter}</th>
              <td class={shared.number}>{meanRest === null ? "–" : number(meanRest)}</td>
              <td class={shared.number}>{discrimination === null ? "–" : coefficient(discrimination)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
