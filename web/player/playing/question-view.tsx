import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Session, ShownQuestion } from "../../../client/src/types.ts";
import { QuestionCard } from "../../game/question-card.tsx";
import { useServerTime } from "../../game/server-time.ts";
import { answerWords } from "../answer-words.ts";
import type { Game } from "../game.ts";
import { say } from "../text.ts";
import { phaseOf } from "../view.ts";
import { AnswerStateLine } from "./answer-state.tsx";
import { CountdownBar } from "./countdown-bar.tsx";
import { later } from "./later.ts";
import { OwnForm } from "./own-form.tsx";
import styles from "./view.module.css";

interface QuestionViewProps {
  game: Game;
  session: Session;
  question: ShownQuestion;
}

/** A question that is to be read, takes answers, or waits for its result. */
export function QuestionView({ game, session, question }: QuestionViewProps) {
  const now = useServerTime(game.player.clock);
  // Only what changes the view: the bar alone follows each tick.
  const phase = useComputed(() => phaseOf(game.session.value ?? session, now.value).phase);
  const answer = game.answers.value.get(question.no);
  const words = answer && answerWords(answer, game.isOnline, game.others.value.has(question.no));
  const ticket = answer?.verdict?.statsTicket;
  useEffect(() => {
    // The stream shows the figures of an open question to nobody, or to all.
    if (ticket) void game.loadStats(question.no);
  }, [game, question.no, ticket]);
  const stats = game.stats.value.get(question.no);
  const hasFigures =
    answer?.state === "counted" && (stats?.options !== undefined || stats?.values !== undefined);
  const Details = later.value?.ResultDetails;
  return (
    <article class={styles.view}>
      <CountdownBar game={game} now={now} />
      <QuestionCard
        question={question}
        total={session.questions}
        isScored={session.settings.scoring !== "none"}
      />
      <AnswerStateLine words={words} phase={phase.value} verdict={answer?.verdict} />
      <OwnForm game={game} question={question} words={words} isOpen={phase.value === "answering"} />
      {hasFigures && Details && <Details game={game} question={question} heading="h2" isBeside />}
      {phase.value === "reading" && <p class={styles.note}>{say().time.reading()}</p>}
    </article>
  );
}
