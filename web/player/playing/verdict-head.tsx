import { useEffect } from "preact/hooks";
import type { Session } from "../../../client/src/types.ts";
import { announce } from "../../ui/announcer.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import type { Game } from "../game.ts";
import { type Outcome, streakAt } from "../outcome.ts";
import { say } from "../text.ts";
import styles from "./verdict-head.module.css";

const ICONS: Record<Outcome, IconName> = {
  right: "check",
  wrong: "close",
  poll: "people",
  voided: "stop",
  recorded: "check",
  checking: "clock",
  noAnswer: "clock",
};

interface VerdictHeadProps {
  game: Game;
  session: Session;
  no: number;
  outcome: Outcome;
  /** Whether it stands within a question, which has the view's heading. */
  inside?: boolean;
}

/** Right or wrong, the points, and how many in a row: the news of the result. */
export function VerdictHead({ game, session, no, outcome, inside = false }: VerdictHeadProps) {
  const answers = game.answers.value;
  const points = outcome === "voided" ? 0 : (answers.get(no)?.verdict?.points ?? 0);
  const streak = outcome === "right" ? streakAt(no, answers, session.voided) : 0;
  const title = say().result[outcome]();
  const earned = points > 0 ? say().result.earned({ points }) : "";
  useEffect(() => announce([title, earned].filter(Boolean).join(" ")), [title, earned]);
  const Heading = inside ? "h2" : "h1";
  const look = outcome === "right" ? styles.right : outcome === "wrong" ? styles.wrong : "";
  return (
    <header class={`${styles.head} ${look} ${inside ? styles.inside : ""}`}>
      <span class={styles.icon}>
        <Icon name={ICONS[outcome]} size="2.25rem" />
      </span>
      <Heading class={styles.title} tabIndex={-1}>
        {title}
      </Heading>
      {earned && <p class={`${styles.earned} figures`}>{earned}</p>}
      {streak > 1 && <p class={styles.streak}>{say().result.streak({ n: streak })}</p>}
      {outcome === "voided" && <p>{say().result.voidedNote()}</p>}
      {outcome === "recorded" && <p>{say().result.recordedNote()}</p>}
      {outcome === "noAnswer" && <p>{say().answer.none()}</p>}
      {game.corrected.value.has(no) && outcome !== "voided" && <p>{say().result.corrected()}</p>}
    </header>
  );
}
