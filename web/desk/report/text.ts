import { Texts } from "../../text/catalog.ts";
import type catalog from "../../text/en/desk-report.json";

/** The words of the desk: report. */
export const texts = new Texts<typeof catalog>(import.meta.glob("../../text/*/desk-report.json"));

/** The messages in the host's language: `say().join.title()`. */
export const say = () => texts.messages;
