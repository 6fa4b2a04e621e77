import { quoted } from "../shared/quoted.ts";

const TEXT_WITH_GAPS = "a text with gaps";
const CALCULATED = "a calculated question";
const ON_A_PICTURE = "a question on a picture";

/** Types of questions that a quiz here cannot hold, in words of people. */
const NAMES: Record<string, string> = {
  calculated: CALCULATED,
  calculatedmulti: CALCULATED,
  calculatedsimple: CALCULATED,
  formulas: CALCULATED,
  cloze: TEXT_WITH_GAPS,
  multianswer: TEXT_WITH_GAPS,
  ddwtos: TEXT_WITH_GAPS,
  gapfill: TEXT_WITH_GAPS,
  gapselect: TEXT_WITH_GAPS,
  coderunner: "a programming task",
  ddimageortext: ON_A_PICTURE,
  ddmarker: ON_A_PICTURE,
  ddmatch: "a matching question",
  matching: "a matching question",
  match: "a matching question",
  randomsamatch: "a matching question",
  essay: "an essay question",
  essayautograde: "an essay question",
  kprime: "a table of true and false statements",
  mtf: "a table of true and false statements",
  multichoiceset: "a question of Moodle's extension for all-or-nothing choices",
  order: "a question about an order",
  ordering: "a question about an order",
  random: "a place for a question that Moodle chooses",
  recordrtc: "a recording",
  stack: CALCULATED,
  wordselect: "a text in which words are marked",
};

/** Why a question of this type is not imported. */
export function typeReason(type: string): string {
  const name = Object.hasOwn(NAMES, type) ? NAMES[type] : undefined;
  const what = name ? `${name} (${type})` : `a question of the type ${quoted(type)}`;
  return `is ${what}, which a quiz here cannot hold`;
}
