import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import type { PlayerQuestion } from "../../../client/src/types.ts";
import type { Game } from "../game.ts";

/** The questions of pace `self`: undefined while they load, `failed` if they did not come. */
export function useQuiz(game: Game, isWanted = true) {
  const questions = useSignal<readonly PlayerQuestion[] | "failed" | undefined>(undefined);
  const load = useCallback(async () => {
    questions.value = undefined;
    try {
      const quiz = await game.player.quiz();
      for (const question of quiz.questions) game.seen.add(question);
      questions.value = quiz.questions;
    } catch {
      questions.value = "failed";
    }
  }, [game, questions]);
  useEffect(() => {
    if (isWanted) void load();
  }, [isWanted, load]);
  return { questions, load };
}
