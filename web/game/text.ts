import { Texts } from "../text/catalog.ts";
import type catalog from "../text/en/game.json";

/**
 * The words of questions and answer forms. A page that shows them loads these besides its own:
 * `await gameTexts.load(navigator.languages)`.
 */
export const gameTexts = new Texts<typeof catalog>(import.meta.glob("../text/*/game.json"));

/** The messages, in the person's language: `sayGame().send()`. */
export const sayGame = () => gameTexts.messages;
