import { useSignal } from "@preact/signals";
import type { PlayerQuestion } from "../../client/src/types.ts";
import { numberText } from "../game/numbers.ts";
import { OptionMark } from "../game/option-mark.tsx";
import { optionText } from "../game/option-text.ts";
import { optionLook } from "../game/options.ts";
import styles from "./question-parts.module.css";
import { say } from "./text.ts";
import type { ViewProps } from "./view-props.ts";

/** From this many characters on a text is smaller, so that its options are not. */
const MEDIUM = 90;
const LONG = 260;

/** What the question asks, and its image. */
export function QuestionText({ question }: { question: PlayerQuestion }) {
  const { text, kind, image } = question;
  const hint = hintOf(kind);
  return (
    <div class={`${styles.question} ${image ? styles.withImage : ""}`}>
      <div>
        <h1 class={`${styles.text} ${styles[sizeOf(text)]}`} dir="auto">
          {text}
        </h1>
        {hint && <p class={styles.hint}>{hint}</p>}
      </div>
      {image && <QuestionImage key={image} src={image} />}
    </div>
  );
}

const sizeOf = (text: string) => (text.length > LONG ? "long" : text.length > MEDIUM ? "medium" : "short");

function hintOf(kind: PlayerQuestion["kind"]): string | undefined {
  if (kind === "poll") return say().question.poll();
  if (kind === "multiple") return say().question.all();
  if (kind === "numeric") return say().question.number_hint();
  if (kind === "text") return say().question.text_hint();
  return undefined;
}

/** An image from elsewhere: one that does not load takes no place. */
function QuestionImage({ src }: { src: string }) {
  const isBroken = useSignal(false);
  if (isBroken.value) return null;
  const onError = () => {
    isBroken.value = true;
  };
  return <img class={styles.image} src={src} alt="" referrerpolicy="no-referrer" onError={onError} />;
}

/** The options: two columns, more if there are many, one if the screen is upright. */
export function Options({ question }: { question: PlayerQuestion }) {
  const { options } = question;
  if (options.length === 0) return null;
  const look = options.length > 12 ? styles.many : options.length > 6 ? styles.some : "";
  return (
    // biome-ignore lint/a11y/noRedundantRoles: without it some screen readers do not see a list without bullets
    <ol role="list" class={`${styles.options} ${look}`}>
      {options.map((option) => {
        const { color, letter } = optionLook(option.id);
        return (
          <li key={option.id} style={{ "--color": color }}>
            <span class={styles.mark}>
              <OptionMark id={option.id} />
            </span>
            <span class={styles.option} dir="auto">
              <span class="visually-hidden">{letter}: </span>
              {optionText(question, option)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** How many have answered, of those who are in. */
export function AnswerCount({ state, session }: Omit<ViewProps, "now">) {
  const n = (state.question && state.stats.get(state.question.no)?.attempts) ?? 0;
  const players = Math.max(n, session.players);
  return (
    <p class={styles.count}>
      <strong class="figures" key={n}>
        {numberText(n)}
      </strong>
      <span>{say().question.ofPlayers({ players })}</span>
    </p>
  );
}
