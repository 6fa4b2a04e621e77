import { Texts } from "../../text/catalog.ts";
import type catalog from "../../text/en/desk-sessions.json";

/** The words of the desk: sessions. */
export const texts = new Texts<typeof catalog>(import.meta.glob("../../text/*/desk-sessions.json"));

/** The messages in the host's language: `say().join.title()`. */
export const say = () => texts.messages;
