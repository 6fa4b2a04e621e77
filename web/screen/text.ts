import { Texts } from "../text/catalog.ts";
import type catalog from "../text/en/screen.json";

/** The words of the screen and the overlay. */
export const texts = new Texts<typeof catalog>(import.meta.glob("../text/*/screen.json"));

/** The messages in the chosen language: `say().join.title()`. */
export const say = () => texts.messages;
