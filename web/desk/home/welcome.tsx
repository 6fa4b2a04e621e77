import { useState } from "preact/hooks";
import { navigate } from "wouter-preact/use-browser-location";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { startDemo } from "../bots/start-demo.ts";
import { say } from "../quizzes/text.ts";
import { ProblemNote } from "../shell/problem-note.tsx";
import { theHost } from "../signed-in.ts";
import styles from "./home.module.css";
import { sampleQuiz } from "./sample-quiz.ts";

/** What an empty desk offers to a newcomer. */
export function Welcome() {
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
    <section class={styles.welcome} aria-labelledby="welcome-title">
      <h2 id="welcome-title">{words.title()}</h2>
      <p>{words.text()}</p>
      <div class={styles.welcomeActions}>
        <Button
          look="primary"
          large
          disabled={isBusy}
          onClick={() => void run(() => startDemo(theHost(), navigate))}
        >
          <Icon name="play" /> {isBusy ? words.busy() : words.demo()}
        </Button>
        <Button large disabled={isBusy} onClick={() => void run(trySample)}>
          {words.sample()}
        </Button>
      </div>
      {error !== undefined && <ProblemNote error={error} />}
    </section>
  );
}
