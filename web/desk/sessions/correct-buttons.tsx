import { useState } from "preact/hooks";
import type { HostedSession } from "../../../client/src/types.ts";
import { Button } from "../../ui/button.tsx";
import type { AnswerKey, HostQuestion } from "./answer-key.ts";
import { KeyDialog } from "./key-dialog.tsx";
import type { LiveSession } from "./live-session.ts";
import styles from "./run.module.css";
import { say } from "./text.ts";
import { VoidDialog } from "./void-dialog.tsx";

interface CorrectButtonsProps {
  live: LiveSession;
  state: HostedSession;
  question: HostQuestion;
  keyNow: AnswerKey;
}

/** Takes a question out of the score, or corrects its key. A poll has no key. */
export function CorrectButtons({ live, state, question, keyNow }: CorrectButtonsProps) {
  const words = say().question;
  const [dialog, setDialog] = useState<"void" | "key" | undefined>(undefined);
  const close = () => setDialog(undefined);
  if (state.voided.includes(question.no)) return null;
  return (
    <div class={styles.corrections}>
      {question.kind !== "poll" && (
        <Button look="plain" onClick={() => setDialog("key")}>
          {words.key()}
        </Button>
      )}
      <Button look="plain" onClick={() => setDialog("void")}>
        {words.void()}
      </Button>
      {dialog === "void" && <VoidDialog live={live} no={question.no} onClose={close} />}
      {dialog === "key" && <KeyDialog live={live} question={question} keyNow={keyNow} onClose={close} />}
    </div>
  );
}
