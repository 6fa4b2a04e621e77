import type { AnswerFields, PlayerQuestion, QuestionStats } from "../../client/src/types.ts";
import { Icon } from "../ui/icon.tsx";
import { type BarRow, barRows } from "./bar-rows.ts";
import styles from "./bars.module.css";
import { numberText, percentText } from "./numbers.ts";
import { OptionMark } from "./option-mark.tsx";
import { optionText } from "./option-text.ts";
import { optionLook } from "./options.ts";
import { showNumber } from "./read-number.ts";
import { gameTexts, sayGame } from "./text.ts";

interface BarsProps {
  question: PlayerQuestion;
  /** Hidden stats show the options without figures. */
  stats: QuestionStats;
  /** What the person has answered. */
  own?: AnswerFields | undefined;
  /** At most so many typed values, the most frequent ones; without it all that the stats have. */
  maxValues?: number | undefined;
}

/**
 * What was answered: a bar for each option, or for each of the most frequent values. Right ones have a sign and a word. It
 * takes its sizes from the text around it; a screen reader hears a list with numbers.
 */
export function Bars({ question, stats, own, maxValues }: BarsProps) {
  const all = barRows(question, stats, own);
  const rows = question.options.length > 0 ? all : all.slice(0, maxValues);
  const isKeyKnown = rows.some(({ isRight }) => isRight !== undefined);
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets
    <ol role="list" class={styles.bars}>
      {rows.map((row) => (
        <Bar
          key={row.key}
          row={row}
          text={
            row.id === undefined
              ? shownValue(row)
              : optionText(question, question.options.find(({ id }) => id === row.id)!)
          }
          isKeyKnown={isKeyKnown}
        />
      ))}
    </ol>
  );
}

function Bar({ row, text, isKeyKnown }: { row: BarRow; text: string; isKeyKnown: boolean }) {
  const { id, count, share, length, isRight, isOwn } = row;
  const look = [
    styles.bar,
    id === undefined && styles.typed,
    isRight && styles.right,
    isKeyKnown && !isRight && styles.wrong,
  ];
  const color = id === undefined ? "var(--accent)" : optionLook(id).color;
  return (
    <li class={look.filter(Boolean).join(" ")} style={{ "--color": color, "--length": length }}>
      {id !== undefined && (
        <>
          <OptionMark id={id} />
          <span class="visually-hidden">{optionLook(id).letter}: </span>
        </>
      )}
      <span class={styles.words}>
        <span class={styles.text} dir="auto">
          {text}
        </span>
        {isRight && (
          <span class={styles.sign}>
            <Icon name="check" />
            {sayGame().bars.right()}
          </span>
        )}
        {isOwn && <span class={styles.own}>{sayGame().bars.own()}</span>}
      </span>
      {count !== undefined && (
        <>
          <span class={styles.figures}>
            <strong>{percentText(share ?? 0)}</strong>
            <span aria-hidden="true">{numberText(count)}</span>
            <span class="visually-hidden">, {sayGame().bars.players({ n: count })}</span>
          </span>
          <span class={styles.track} aria-hidden="true">
            <span class={styles.fill} />
          </span>
        </>
      )}
    </li>
  );
}

const shownValue = ({ value }: BarRow) =>
  typeof value === "number" ? showNumber(value, gameTexts.language) : String(value);
