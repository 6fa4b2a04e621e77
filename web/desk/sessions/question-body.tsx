import type { QuestionStats } from "../../../client/src/types.ts";
import { OptionMark } from "../../game/option-mark.tsx";
import { optionText } from "../../game/option-text.ts";
import { optionLook } from "../../game/options.ts";
import { showNumber } from "../../game/read-number.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import type { AnswerKey, HostQuestion } from "./answer-key.ts";
import styles from "./question-body.module.css";
import { say, texts } from "./text.ts";

interface QuestionBodyProps {
  question: HostQuestion;
  /** What counts as right now. */
  keyNow: AnswerKey;
  /** Without them: the options and the key only. */
  stats?: QuestionStats | undefined;
  isVoided?: boolean;
}

/** The options with what is right and how many chose each; for typed answers the most frequent ones. */
export function QuestionBody({ question, keyNow, stats, isVoided }: QuestionBodyProps) {
  const words = say().question;
  const counts = new Map(stats?.options?.map(({ id, count }) => [id, count]));
  const most = Math.max(1, ...counts.values());
  const answer = keyNow.answer;
  const p50 = stats?.elapsedMs?.p50;
  return (
    <div class={styles.body}>
      {isVoided && <p class={styles.voided}>{words.voided()}</p>}
      {question.isPartial && <p class={styles.note}>{words.partial()}</p>}
      {question.options.length > 0 && (
        <ul class={styles.options}>
          {question.options.map((option) => {
            const isRight = keyNow.correct?.includes(option.id);
            const text =
              optionText(question, option) || words.unknownOption({ letter: optionLook(option.id).letter });
            return (
              <li key={option.id} class={`${styles.option} ${isRight ? styles.right : ""}`}>
                <OptionMark id={option.id} />
                <span class={styles.optionText} dir="auto">
                  {text}
                </span>
                {isRight && (
                  <span class={styles.tick}>
                    <DeskIcon name="check" />
                    {words.right()}
                  </span>
                )}
                {stats && (
                  <Bar value={counts.get(option.id) ?? 0} most={most} color={optionLook(option.id).color} />
                )}
              </li>
            );
          })}
        </ul>
      )}
      {answer && (
        <p class={styles.answer}>
          <span class={styles.note}>{words.rightAnswer()}</span>
          <strong dir="auto">{showKey(answer)}</strong>
        </p>
      )}
      {stats && question.options.length === 0 && <Values stats={stats} />}
      {stats && typeof p50 === "number" && (
        <p class={styles.note}>
          {words.times({
            seconds: new Intl.NumberFormat(texts.language, { maximumFractionDigits: 1 }).format(p50 / 1000),
          })}
        </p>
      )}
      {question.explanation && (
        <p class={styles.note} dir="auto">
          <strong>{words.explanation()}: </strong>
          {question.explanation}
        </p>
      )}
    </div>
  );
}

function Values({ stats }: { stats: QuestionStats }) {
  const values = stats.values ?? [];
  const most = Math.max(1, ...values.map(({ count }) => count));
  if (values.length === 0) return <p class={styles.note}>{say().question.noValues()}</p>;
  return (
    <ul class={styles.options}>
      {values.slice(0, 8).map(({ value, count }) => (
        <li key={String(value)} class={styles.option}>
          <span class={styles.optionText} dir="auto">
            {typeof value === "number" ? showNumber(value, texts.language) : value}
          </span>
          <Bar value={count} most={most} color="var(--option-2)" />
        </li>
      ))}
    </ul>
  );
}

function Bar({ value, most, color }: { value: number; most: number; color: string }) {
  return (
    <span class={styles.bar}>
      <span class={styles.track}>
        <span class={styles.fill} style={{ inlineSize: `${(100 * value) / most}%`, background: color }} />
      </span>
      <span class={`figures ${styles.count}`}>{value.toLocaleString(texts.language)}</span>
    </span>
  );
}

/** What is right of what was typed, in words. */
function showKey(answer: NonNullable<AnswerKey["answer"]>): string {
  if ("accept" in answer) return answer.accept.join(" · ");
  const value = showNumber(answer.value, texts.language);
  if (!answer.tolerance) return value;
  return say().question.tolerance({ value, tolerance: showNumber(answer.tolerance, texts.language) });
}
