import { Texts } from "../text/catalog.ts";
import type catalog from "../text/en/player.json";

/** The words of the player's page. */
export const texts = new Texts<typeof catalog>(import.meta.glob("../text/*/player.json"));

/** The messages in the player's language: `say().join.title()`. */
export const say = () => texts.messages;
