import { Texts } from "../../text/catalog.ts";
import type catalog from "../../text/en/player-later.json";

/** The words of the views that come after the first question. */
export const laterTexts = new Texts<typeof catalog>(import.meta.glob("../../text/*/player-later.json"));

/** The messages in the player's language. */
export const sayLater = () => laterTexts.messages;
