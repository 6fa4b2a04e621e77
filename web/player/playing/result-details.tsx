import type { PlayerQuestion } from "../../../client/src/types.ts";
import { Bars } from "../../game/bars.tsx";
import type { Game } from "../game.ts";
import { ownAnswer, rightAnswers } from "../right-answer.ts";
import { say } from "../text.ts";
import styles from "./result-details.module.css";

interface ResultDetailsProps {
  game: Game;
  question: PlayerQuestion;
  heading: "h2" | "h3";
  /** Whether the question and the own answer stand beside it. */
  isBeside?: boolean;
}

/** The question once more, the right answer, the own one, the explanation and the figures: what of it is known. */
export function ResultDetails({ game, question, heading: Heading, isBeside = false }: ResultDetailsProps) {
  const { no } = question;
  const reveal = game.reveals.value.get(no) ?? {};
  const stats = game.stats.value.get(no);
  const answer = game.answers.value.get(no);
  const fields = game.given(no);
  const right = rightAnswers({ ...stats, ...reveal } as typeof reveal, question, navigator.language);
  // A right answer need not be said twice; the bars mark it, too.
  const isRight = answer?.verdict?.correct === true && right.length > 0;
  const own = fields && !isRight ? ownAnswer(fields, question, navigator.language) : [];
  const explanation = reveal.explanation ?? stats?.explanation;
  const hasFigures = stats?.options !== undefined || stats?.values !== undefined;
  return (
    <section class={styles.details}>
      {!isBeside && (
        <p class={styles.question} dir="auto">
          {question.text}
        </p>
      )}
      <dl class={styles.answers}>
        {right.length > 0 && (
          <div class={styles.right}>
            <dt>{say().result.rightAnswer({ n: right.length })}</dt>
            {right.map((text) => (
              <dd key={text} dir="auto">
                {text}
              </dd>
            ))}
          </div>
        )}
        {own.length > 0 && !isBeside && (
          <div>
            <dt>{say().result.yours()}</dt>
            {own.map((text) => (
              <dd key={text} dir="auto">
                {text}
              </dd>
            ))}
          </div>
        )}
      </dl>
      {explanation && (
        <div class={styles.why}>
          <Heading class={styles.heading}>{say().result.explanation()}</Heading>
          <p dir="auto">{explanation}</p>
        </div>
      )}
      {hasFigures && (
        <div>
          <Heading class={styles.heading}>{say().result.figures()}</Heading>
          <Bars question={question} stats={stats!} own={fields} />
        </div>
      )}
    </section>
  );
}
