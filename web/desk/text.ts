import { Texts } from "../text/catalog.ts";
import type catalog from "../text/en/desk.json";

/** The words of the desk. */
export const texts = new Texts<typeof catalog>(import.meta.glob("../text/*/desk.json"));

/** The messages in the host's language: `say().join.title()`. */
export const say = () => texts.messages;
