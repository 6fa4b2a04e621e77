import { pagePart } from "../page-part.ts";
import { texts } from "../text.ts";
import { laterTexts } from "./later-text.ts";

/**
 * The views after the first question, once they and their words are loaded: nobody waits for them to join and answer.
 * They are loaded while the first question is shown.
 */
export const { part: later, load: loadLater } = pagePart(async () => {
  const [views] = await Promise.all([import("./later-views.tsx"), laterTexts.load([texts.language])]);
  return views;
});
