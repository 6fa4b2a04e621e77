import type { Session } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import type { Game } from "../game.ts";
import { Loading } from "../loading.tsx";
import { sayLater } from "../playing/later-text.ts";
import { QuestionPages } from "./question-pages.tsx";
import styles from "./self-view.module.css";
import { useQuiz } from "./use-quiz.ts";

/** Pace `self`: all questions are open, and each player goes through them at their own speed. */
export function SelfView({ game, session }: { game: Game; session: Session }) {
  const { questions, load } = useQuiz(game);
  if (questions.value === undefined) return <Loading />;
  if (questions.value === "failed") {
    return (
      <div class={styles.failed}>
        <h1 tabIndex={-1}>{sayLater().self.title()}</h1>
        <p>{sayLater().self.loadFailed()}</p>
        <Button look="primary" onClick={() => void load()}>
          {sayLater().self.again()}
        </Button>
      </div>
    );
  }
  return <QuestionPages game={game} session={session} questions={questions.value} />;
}
