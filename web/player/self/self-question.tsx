import { useEffect } from "preact/hooks";
import type { PlayerQuestion, Session } from "../../../client/src/types.ts";
import { QuestionCard } from "../../game/question-card.tsx";
import { answerWords } from "../answer-words.ts";
import type { Game } from "../game.ts";
import { outcomeOf } from "../outcome.ts";
import { AnswerStateLine } from "../playing/answer-state.tsx";
import { OwnForm } from "../playing/own-form.tsx";
import { ResultDetails } from "../playing/result-details.tsx";
import { VerdictHead } from "../playing/verdict-head.tsx";
import styles from "./self-view.module.css";

interface SelfQuestionProps {
  game: Game;
  session: Session;
  question: PlayerQuestion;
}

/** One question of pace `self`, and what is known of it once it is answered. */
export function SelfQuestion({ game, session, question }: SelfQuestionProps) {
  const { no } = question;
  const answer = game.answers.value.get(no);
  const words = answer && answerWords(answer, game.isOnline, game.others.value.has(no));
  const isAnswered = answer?.state === "counted" || answer?.standing !== undefined;
  const hasTicket = answer?.verdict?.statsTicket !== undefined;
  const isLive = session.settings.stats === "live";
  useEffect(() => {
    if (isAnswered && (hasTicket || isLive)) void game.loadStats(no);
  }, [game, no, isAnswered, hasTicket, isLive]);
  const outcome = outcomeOf(answer, question, session);
  const hasVerdict = isAnswered && (outcome === "right" || outcome === "wrong");
  const isVoided = outcome === "voided";
  const hasFigures = isAnswered && game.stats.value.get(no)?.attempts !== undefined;
  return (
    <article class={styles.question}>
      <QuestionCard
        question={question}
        total={session.questions}
        isScored={session.settings.scoring !== "none"}
      />
      {(hasVerdict || isVoided) && (
        <VerdictHead game={game} session={session} no={no} outcome={outcome} inside />
      )}
      {!hasVerdict && <AnswerStateLine words={words} />}
      <OwnForm game={game} question={question} words={words} />
      {hasFigures && <ResultDetails game={game} question={question} heading="h2" isBeside />}
    </article>
  );
}
