import type { PlayerQuestion } from "../../../client/src/types.ts";
import { AnswerForm } from "../../game/answer-form.tsx";
import type { AnswerWords } from "../answer-words.ts";
import type { Game } from "../game.ts";

interface OwnFormProps {
  game: Game;
  question: PlayerQuestion;
  /** Undefined before there is an answer. */
  words: AnswerWords | undefined;
  /** Whether the question takes answers now. */
  isOpen?: boolean;
}

/** Where the player answers. It shows the answer that was given, unless they may answer again. */
export function OwnForm({ game, question, words, isOpen = true }: OwnFormProps) {
  const { no } = question;
  return (
    <AnswerForm
      question={question}
      language={navigator.language}
      standing={words?.isOpen ? undefined : (game.given(no) ?? game.answers.value.get(no)?.fields)}
      disabled={!isOpen || words?.isOpen === false}
      onAnswer={(fields) => game.answer(no, fields)}
    />
  );
}
