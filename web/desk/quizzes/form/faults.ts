import { readNumber } from "../../../game/read-number.ts";
import { type FormQuestion, hasOptions, MAX_OPTIONS, MAX_QUESTIONS, type QuizForm } from "./quiz-form.ts";

export type FaultReason =
  | "needed"
  | "tooLong"
  | "notNumber"
  | "limit"
  | "points"
  | "negative"
  | "https"
  | "fewOptions"
  | "manyOptions"
  | "oneRight"
  | "someRight"
  | "same"
  | "fewQuestions"
  | "manyQuestions";

/** Something that the API would not take. */
export interface Fault {
  /** The question's key; undefined for the quiz itself. */
  question: number | undefined;
  /** `title`, `text`, `options`, `option.0`, `value`, `tolerance`, `accept`, `accept.0`, `limit`, `points`… */
  field: string;
  /** `message` is what the server says, where no rule of this page covers it. */
  reason: FaultReason | { message: string };
}

const isBlank = (text: string) => text.replace(/[\p{Z}\p{C}\s]/gu, "") === "";
const asSeen = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** All faults of a form, in the order in which one meets them. @param language how numbers are read */
export function faultsOf({ title, questions }: QuizForm, language: string): Fault[] {
  const own: Fault[] = [];
  const add = (field: string, reason: FaultReason) => own.push({ question: undefined, field, reason });
  if (isBlank(title)) add("title", "needed");
  else if (title.length > 200) add("title", "tooLong");
  if (questions.length === 0) add("questions", "fewQuestions");
  if (questions.length > MAX_QUESTIONS) add("questions", "manyQuestions");
  return [...own, ...questions.flatMap((question) => questionFaults(question, language))];
}

/** The faults of one question. */
function questionFaults(question: FormQuestion, language: string): Fault[] {
  const faults: Fault[] = [];
  const add = (field: string, reason: FaultReason | undefined | false) => {
    if (reason) faults.push({ question: question.key, field, reason });
  };
  const { kind, text, accept, explanation, image } = question;
  const number = (typed: string) => readNumber(typed, language);
  add("text", textFault(text, 2000));
  if (hasOptions(question)) {
    question.options.forEach((option, index) => {
      add(`option.${index}`, textFault(option.text, 500) ?? sameFault(question, index));
    });
    add("options", optionsFault(question));
  }
  if (kind === "numeric") {
    add("value", number(question.value) === undefined && "notNumber");
    const tolerance = number(question.tolerance || "0");
    add("tolerance", tolerance === undefined ? "notNumber" : tolerance < 0 && "negative");
  }
  if (kind === "text") accept.forEach((one, index) => void add(`accept.${index}`, textFault(one, 500)));
  const seconds = number(question.limit);
  add("limit", question.hasLimit && !(seconds !== undefined && seconds >= 1 && seconds <= 600) && "limit");
  const points = number(question.points);
  add("points", !(Number.isInteger(points) && points! >= 0 && points! <= 10_000) && "points");
  add("explanation", explanation.length > 2000 && "tooLong");
  add("image", image.trim() !== "" && !isHttps(image.trim()) && "https");
  return faults;
}

/**
 * Puts what the server found wrong to the fields of the form.
 *
 * @param errors the `data` of a VALIDATION_ERROR; paths such as "questions.3.options.0.text", from 0
 */
export function serverFaults(errors: readonly { path: string; reason: string }[], form: QuizForm): Fault[] {
  return errors.map(({ path, reason }) => {
    const [, index, ...rest] = /^questions\.(\d+)(?:\.(.*))?$/.exec(path) ?? [];
    const question = index === undefined ? undefined : form.questions[Number(index)]?.key;
    const field = question === undefined ? path || "title" : fieldOf(rest[0] ?? "");
    return { question, field, reason: { message: reason } };
  });
}

/** The form's name of a field of the API's. */
function fieldOf(path: string): string {
  const [head = "", second = "", third = ""] = path.split(".");
  if (head === "options" && second) return `option.${second}`;
  if (head === "answer" && second === "accept") return third ? `accept.${third}` : "accept";
  if (head === "answer" && second) return second;
  return { timeLimitMs: "limit", answer: "value", "": "text" }[head] ?? head;
}

function textFault(text: string, max: number): FaultReason | undefined {
  if (isBlank(text)) return "needed";
  return text.length > max ? "tooLong" : undefined;
}

function optionsFault({ kind, options }: FormQuestion): FaultReason | undefined {
  if (options.length < 2) return "fewOptions";
  if (options.length > MAX_OPTIONS) return "manyOptions";
  const right = options.filter(({ correct }) => correct).length;
  if (kind === "single" && right !== 1) return "oneRight";
  if (kind === "multiple" && right === 0) return "someRight";
  return undefined;
}

/** Two options that look the same are harmless only if both are wrong. */
function sameFault({ kind, options }: FormQuestion, at: number): FaultReason | undefined {
  const own = options[at]!;
  const like = options.slice(0, at).find(({ text }) => asSeen(text) === asSeen(own.text));
  const isRight = (correct: boolean) => kind === "poll" || correct;
  return like && (isRight(own.correct) || isRight(like.correct)) ? "same" : undefined;
}

function isHttps(address: string): boolean {
  return URL.canParse
    ? URL.canParse(address) && /^https:\/\//i.test(address)
    : /^https:\/\/\S+$/i.test(address);
}
