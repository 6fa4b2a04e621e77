import { type KindName, kindNames } from "../../../../platform/domain/question.ts";
import { quoted } from "../shared/quoted.ts";
import { foldName } from "./column-words.ts";

/** A kind of question as a table names it; `choice` is single, multiple or truefalse, as its options show. */
export type RowKind = KindName | "choice";

const NAMES: Record<RowKind, string> = {
  single: "single;single choice;single select;einfachauswahl",
  multiple:
    "multiple;checkbox;checkboxes;multi select;multiselect;multiple select;multiple answer;multiple answers;" +
    "multiple response;multiple correct;mehrfachauswahl",
  choice:
    "choice;multiple choice;multiplechoice;multiple choice question;mc;mcq;quiz;pick answer;single answer;auswahl;choix multiple;opcion multiple;scelta multipla",
  truefalse:
    "truefalse;true false;true or false;tf;t f;boolean;wahr falsch;vrai faux;verdadero falso;vero falso",
  numeric: "numeric;numerical;number;zahl",
  text:
    "text;fill in the blank;fill in the blanks;fill in blank;short answer;type answer;type the answer;typed answer;" +
    "short text;freitext;kurzantwort",
  poll: "poll;survey;opinion;umfrage",
};
/** Kinds of other products that a quiz here has not. */
const UNSUPPORTED = new RegExp(
  `^(?:${[
    "open",
    "essay|paragraph|long",
    "draw|slide|content|audio|video|passage|comprehension",
    "match|reorder|order|sort|sequence|rank|puzzle|jumble|categori|classif|group",
    "drag|drop|hot ?spot|pin|label|graph|math|cloze|matrix|likert|rating|scale|word ?cloud|brainstorm",
  ].join("|")})`,
);

const KINDS = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) =>
    names.split(";").map((name) => [name, kind as RowKind] as const),
  ),
);

/** The kind that a cell names, or the reason why there is none. @param text not blank */
export function kindNamed(text: string): RowKind | { reason: string } {
  const name = foldName(text);
  const kind = KINDS.get(name);
  if (kind) return kind;
  return UNSUPPORTED.test(name)
    ? { reason: `is of the kind ${quoted(text)}, which a quiz here cannot hold` }
    : { reason: `the kind ${quoted(text)} is not known; the kinds are ${kindNames.join(", ")}` };
}
