import { Button } from "../../ui/button.tsx";
import { signOut } from "../signed-in.ts";
import { say } from "../text.ts";
import { problemOf } from "./problem.ts";
import styles from "./problem-note.module.css";

interface ProblemNoteProps {
  /** What a call threw. */
  error: unknown;
  /** Does it again. Without it there is no button. */
  retry?: (() => void) | undefined;
}

/** Says in plain words why something did not work, and what to do: try again, or sign in and come back to this address. */
export function ProblemNote({ error, retry }: ProblemNoteProps) {
  const words = say().shell.problem;
  const { kind, message, seconds, mayRetry } = problemOf(error);
  return (
    <div class={styles.note} role="alert">
      <p class={styles.title}>{words[kind].title()}</p>
      <p>{words[kind].text({ message, seconds })}</p>
      {kind === "signedOut" && (
        <Button look="primary" onClick={() => signOut()}>
          {words.signIn()}
        </Button>
      )}
      {retry && mayRetry && <Button onClick={retry}>{words.retry()}</Button>}
    </div>
  );
}
