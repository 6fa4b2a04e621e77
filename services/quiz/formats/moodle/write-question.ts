import type { Question } from "../../../../platform/domain/question.ts";
import { asSeen } from "../../../../platform/domain/question-kinds/options.ts";
import { visibleText } from "../../../../platform/domain/text/visible-text.ts";
import type { Losses } from "../shared/losses.ts";
import { equalShare } from "../shared/percent.ts";
import { textsOf } from "../shared/question-texts.ts";
import { typedPattern } from "../shared/typed-answers.ts";
import { fitsXml, NO_PLACE, xmlText } from "./xml-text.ts";

/** The longest name that is made of a question's text, in UTF-16 code units. Moodle shows it in its lists. */
const MAX_NAME_LENGTH = 80;
/** Of so many right options Moodle knows an equal share, as it does of 20. */
const MAX_SHARES = 10;
/** Who chooses a wrong option gets nothing: without a penalty Moodle would give all points for choosing all options. */
const WRONG = "-100";

/** The type in Moodle, and what is between the fields that all questions have. */
interface Body {
  type: string;
  lines: string[];
}

/** A question as an element. Null if Moodle XML has no place for it. @param no its number, for the notes */
export function questionXml(question: Question, no: number, losses: Losses): string | null {
  const body = bodyOf(question);
  if (!body) {
    losses.add(no, "left out, because Moodle's question bank has no polls");
    return null;
  }
  if (hasMergedOptions(question)) {
    losses.add(no, "left out, because its options differ only in characters that XML cannot hold");
    return null;
  }
  losses.addFields(no, question, ["timeLimitMs", "points", "image", "match"]);
  addOwnLosses(question, no, losses);
  const lines = [
    `<name><text>${xmlText(nameOf(question))}</text></name>`,
    textXml("questiontext", question.text),
    textXml("generalfeedback", question.explanation ?? ""),
    "<defaultgrade>1.0000000</defaultgrade>",
    "<penalty>0.3333333</penalty>",
    "<hidden>0</hidden>",
    ...body.lines,
  ];
  return [`  <question type="${body.type}">`, ...lines.map((line) => `    ${line}`), "  </question>"].join(
    "\n",
  );
}

function addOwnLosses(question: Question, no: number, losses: Losses): void {
  if (!textsOf(question).every(fitsXml)) losses.add(no, NO_PLACE);
  if (question.kind !== "multiple") return;
  const right = question.options.filter(({ correct }) => correct).length;
  if (right > 1) losses.add(no, "Moodle gives a part of the points for a part of the right options");
  if (right > MAX_SHARES && right < 20) {
    losses.add(
      no,
      'Moodle has no grade for so many right options: choose "nearest grade" when it imports the file',
    );
  }
}

/** Whether options that look different look the same in XML. */
function hasMergedOptions(question: Question): boolean {
  if (!("options" in question) || question.options.every(({ text }) => fitsXml(text))) return false;
  const distinct = (texts: string[]) => new Set(texts.map(asSeen)).size;
  const texts = question.options.map(({ text }) => text);
  return distinct(texts.map(xmlText)) < distinct(texts);
}

function bodyOf(question: Question): Body | null {
  switch (question.kind) {
    case "single":
      return { type: "multichoice", lines: choiceLines(question.options, true) };
    case "multiple":
      return { type: "multichoice", lines: choiceLines(question.options, false) };
    case "truefalse":
      return {
        type: "truefalse",
        lines: [true, false].map((value) =>
          answerXml(String(value), value === question.answer ? "100" : "0"),
        ),
      };
    case "numeric":
      return { type: "numerical", lines: numericLines(question.answer) };
    case "text":
      return {
        type: "shortanswer",
        lines: [
          "<usecase>0</usecase>",
          ...question.answer.accept.map((text) => answerXml(typedPattern(text), "100", "plain_text")),
        ],
      };
    case "poll":
      return null;
  }
}

function choiceLines(
  options: readonly { text: string; correct?: boolean | undefined }[],
  isSingle: boolean,
): string[] {
  const shares = options.filter(({ correct }) => correct).length;
  const right = String(equalShare(shares));
  const wrong = isSingle ? "0" : WRONG;
  return [
    `<single>${isSingle}</single>`,
    "<shuffleanswers>true</shuffleanswers>",
    "<answernumbering>abc</answernumbering>",
    ...options.map(({ text, correct }) => answerXml(text, correct ? right : wrong, "plain_text")),
  ];
}

function numericLines({ value, tolerance }: { value: number; tolerance: number }): string[] {
  return [
    answerXml(String(value), "100", "moodle_auto_format", `<tolerance>${tolerance}</tolerance>`),
    "<unitgradingtype>0</unitgradingtype>",
    "<unitpenalty>0.1000000</unitpenalty>",
    "<showunits>3</showunits>",
    "<unitsleft>0</unitsleft>",
  ];
}

function answerXml(text: string, fraction: string, format = "moodle_auto_format", more = ""): string {
  return `<answer fraction="${fraction}" format="${format}"><text>${xmlText(text)}</text>${more}</answer>`;
}

function textXml(name: string, text: string): string {
  return `<${name} format="plain_text"><text>${xmlText(text)}</text></${name}>`;
}

/** Moodle needs a name. It is not part of the quiz. */
function nameOf({ text }: Question): string {
  const visible = visibleText(text);
  if (visible.length <= MAX_NAME_LENGTH) return visible;
  // Not half of a surrogate pair.
  return `${visible.slice(0, MAX_NAME_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
