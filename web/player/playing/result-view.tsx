import { useEffect } from "preact/hooks";
import type { Session, ShownQuestion } from "../../../client/src/types.ts";
import type { Game } from "../game.ts";
import { outcomeOf } from "../outcome.ts";
import { say } from "../text.ts";
import { Places } from "./places.tsx";
import { ResultDetails } from "./result-details.tsx";
import { Standing } from "./standing.tsx";
import { VerdictHead } from "./verdict-head.tsx";
import styles from "./view.module.css";

interface ResultViewProps {
  game: Game;
  session: Session;
  question: ShownQuestion;
}

/** After a question: how it went, as far as the settings let players know it. */
export function ResultView({ game, session, question }: ResultViewProps) {
  const { no } = question;
  const outcome = outcomeOf(game.answers.value.get(no), question, session);
  useEffect(() => game.askRank(), [game, no]);
  const isLast = no === session.questions;
  const next = session.pausedAt ? "paused" : isLast ? "last" : session.pace === "auto" ? "nextAuto" : "next";
  return (
    <article class={`${styles.view} ${styles.result}`}>
      <VerdictHead game={game} session={session} no={no} outcome={outcome} />
      <Standing game={game} session={session} />
      <ResultDetails game={game} question={question} heading="h2" />
      <Places game={game} />
      <p class={styles.note}>{say().result[next]()}</p>
    </article>
  );
}
