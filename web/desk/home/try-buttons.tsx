import { useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import { Button } from "../../ui/button.tsx";
import { startDemo } from "../bots/start-demo.ts";
import { say } from "../quizzes/text.ts";
import { DeskIcon } from "../shell/desk-icon.tsx";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./home.module.css";
import { sampleQuiz } from "./sample-quiz.ts";

/** Starts a game with bots, or makes the sample quiz. @param isQuiet below a list of quizzes, where others come first */
export function TryButtons({ isQuiet = false }: { isQuiet?: boolean }) {
  const words = say().welcome;
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  async function run(task: () => Promise<void>) {
    setIsBusy(true);
    setError(undefined);
    try {
      await task();
    } catch (thrown) {
      setError(thrown);
    }
    setIsBusy(false);
  }
  async function trySample() {
    const { id } = await theHost().createQuiz(await sampleQuiz());
    navigate(`/desk/quizzes/${id}/preview`);
  }
  return (
    <>
      <div class={isQuiet ? styles.tries : styles.welcomeActions}>
        <Button
          look={isQuiet ? "plain" : "primary"}
          large={!isQuiet}
          disabled={isBusy}
          onClick={() => void run(() => startDemo(theHost(), navigate))}
        >
          <DeskIcon name="play" /> {isBusy ? words.busy() : words.demo()}
        </Button>
        <Button
          look={isQuiet ? "plain" : "normal"}
          large={!isQuiet}
          disabled={isBusy}
          onClick={() => void run(trySample)}
        >
          {words.sample()}
        </Button>
      </div>
      {error !== undefined && <ProblemNote error={error} />}
    </>
  );
}
