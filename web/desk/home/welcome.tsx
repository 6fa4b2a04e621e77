import { say } from "../quizzes/text.ts";
import styles from "./home.module.css";
import { TryButtons } from "./try-buttons.tsx";

/** What an empty desk offers to a newcomer. */
export function Welcome() {
  const words = say().welcome;
  return (
    <section class={styles.welcome} aria-labelledby="welcome-title">
      <h2 id="welcome-title">{words.title()}</h2>
      <p>{words.text()}</p>
      <TryButtons />
    </section>
  );
}
