import { useState } from "preact/hooks";
import type { AnswerFields, Quiz } from "../../../client/src/types.ts";
import { AnswerForm } from "../../game/answer-form.tsx";
import { QuestionCard } from "../../game/question-card.tsx";
import { gameTexts, sayGame } from "../../game/text.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { DeskView } from "../shell/desk-view.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { LoadedView } from "../shell/loaded-view.tsx";
import { useShortcuts } from "../shell/shortcuts.ts";
import { theHost } from "../signed-in.ts";
import { playerQuestion } from "./player-question.ts";
import styles from "./preview.module.css";
import { RightAnswer } from "./right-answer.tsx";
import { say } from "./text.ts";

/** A quiz as players see it. */
export function PreviewView({ id }: { id: string }) {
  const words = say().preview;
  const loaded = useLoaded<Quiz>(() => theHost().getQuiz(id), [id]);
  return (
    <DeskView
      title={loaded.value?.title ?? words.title()}
      lead={words.lead()}
      actions={
        <>
          <ButtonLink href={`/desk/quizzes/${id}`}>{words.edit()}</ButtonLink>
          <ButtonLink look="primary" href={`/desk/quizzes/${id}/start`}>
            {words.start()}
          </ButtonLink>
        </>
      }
    >
      <LoadedView of={loaded}>{(quiz) => <Preview quiz={quiz} />}</LoadedView>
    </DeskView>
  );
}

function Preview({ quiz }: { quiz: Quiz }) {
  const words = say().preview;
  const [at, setAt] = useState(0);
  const [isShown, setIsShown] = useState(false);
  const [standing, setStanding] = useState<AnswerFields | undefined>();
  const [tries, setTries] = useState(0);
  const total = quiz.questions.length;
  const question = quiz.questions[at]!;
  const go = (to: number) => {
    if (to < 0 || to >= total) return;
    setAt(to);
    setStanding(undefined);
    setIsShown(false);
  };
  useShortcuts([
    { keys: "ArrowLeft", label: words.previous(), run: () => go(at - 1) },
    { keys: "ArrowRight", label: words.next(), run: () => go(at + 1) },
    { keys: "k", label: words.show(), run: () => setIsShown(!isShown) },
  ]);
  const seconds = question.timeLimitMs === null ? undefined : (question.timeLimitMs ?? 20_000) / 1000;
  const time =
    seconds === undefined
      ? words.noLimit()
      : words.time({ seconds: new Intl.NumberFormat(gameTexts.language).format(seconds) });
  const shown = playerQuestion(question, at + 1, { true: sayGame().true(), false: sayGame().false() });
  return (
    <div class={styles.columns}>
      <section class={styles.phone} aria-label={words.phone()}>
        <p class={styles.time}>{time}</p>
        <QuestionCard question={shown} total={total} level={2} />
        <AnswerForm
          key={`${at}-${tries}`}
          question={shown}
          language={gameTexts.language}
          standing={standing}
          disabled={standing !== undefined}
          onAnswer={setStanding}
        />
      </section>
      <div class={styles.side}>
        <div class={styles.buttons}>
          <Button disabled={at === 0} onClick={() => go(at - 1)}>
            {words.previous()}
          </Button>
          <Button disabled={at === total - 1} onClick={() => go(at + 1)}>
            {words.next()}
          </Button>
        </div>
        <div class={styles.buttons}>
          <Button aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? words.hide() : words.show()}
          </Button>
          {standing && (
            <Button
              look="plain"
              onClick={() => {
                setStanding(undefined);
                setTries(tries + 1);
              }}
            >
              {words.again()}
            </Button>
          )}
        </div>
        <p role="status">{standing && words.given()}</p>
        {isShown && <RightAnswer question={question} />}
      </div>
    </div>
  );
}
