import type { z } from "zod";
import { kindNames } from "../../../platform/domain/question.ts";
import type { FieldError } from "../../../platform/errors.ts";
import { tooManyOptions } from "../formats/shared/too-many-options.ts";

/** The longest part of a value, or of a field's name, that a reason quotes. */
const MAX_QUOTED = 80;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Why a question is not valid, one sentence for each fault, for the person who wrote the file: "option 3 is blank". The
 * schema speaks of fields, as the API needs it, and people speak of options and of what is marked as right.
 *
 * @param issues what the schema of questions found @param question what it was given
 */
export function* reasonsOf(issues: readonly Issue[], question: unknown): Generator<string> {
  for (const issue of issues) {
    const { path, code } = issue;
    const [field, index, inner] = path;
    if (code === "unrecognized_keys") {
      for (const key of issue.keys) yield `${subjectOf(path)}has an unknown field ${quoted(key)}`;
    } else if (field === "kind") {
      yield kindReason(valueAt(question, path));
    } else if (field === "options" && path.length === 1) {
      const reason = optionsReason(issue, valueAt(question, path), valueAt(question, ["kind"]));
      if (reason !== null) yield reason;
    } else if (
      field === "options" &&
      inner === "text" &&
      code === "custom" &&
      "like" in (issue.params ?? {})
    ) {
      yield `options ${Number(issue.params!.like) + 1} and ${Number(index) + 1} look the same`;
    } else {
      yield fieldReason(issue, valueAt(question, path));
    }
  }
}

/** The same for a text that cannot be stored. */
export function storageReason({ path, reason }: FieldError): string {
  return `${subjectOf(path.split("."))}${reason}`;
}

function kindReason(kind: unknown): string {
  const kinds = kindNames.join(", ");
  if (kind === undefined) return `the kind of the question is missing: one of ${kinds}`;
  if (typeof kind !== "string") return `the kind of the question must be one of ${kinds}`;
  return `kind: ${quoted(kind)} is not one of ${kinds}`;
}

/** What is wrong with the list of options; null if another reason says it already. */
function optionsReason(issue: Issue, options: unknown, kind: unknown): string | null {
  if (options === undefined) return "the question has no options";
  // The schema also finds that it is too short.
  if (!Array.isArray(options)) return issue.code === "invalid_type" ? `the options ${issue.message}` : null;
  if (issue.code === "too_small") {
    return options.length === 0 ? "the question has no options" : "the question has only one option";
  }
  if (issue.code === "too_big") return tooManyOptions(options.length);
  const right = options.filter((option) => option?.correct === true).length;
  if (right === 0) return options.length === 0 ? null : "no option is marked as right";
  const marked = right === 1 ? "1 option is" : `${right} options are`;
  const allowed = kind === "poll" ? "none" : "exactly one";
  return `${marked} marked as right, but a question of kind ${kind} has ${allowed}`;
}

/** What is wrong with any other field. */
function fieldReason({ code, path, message, ...issue }: Issue, value: unknown): string {
  const subject = subjectOf(path);
  if (code === "too_big" && typeof value === "string" && "maximum" in issue) {
    return `${subject}has more than ${issue.maximum} characters`;
  }
  if (path[0] === "text" && (typeof value === "string" || value == null)) return "the question has no text";
  const isBlank = typeof value === "string" && message === "must not be blank";
  if (isBlank || (value === undefined && path.at(-1) === "text")) return `${subject}is blank`;
  return `${subject}${message}`;
}

const NAMES: Record<string, string> = {
  text: "the text of the question",
  answer: "the answer",
  "answer.value": "the right number",
  "answer.tolerance": "the tolerance",
  "answer.accept": "the list of accepted texts",
  "answer.match": "the comparison (match)",
  timeLimitMs: "the time limit",
  points: "the number of points",
  explanation: "the explanation",
  image: "the image",
};

/** What people call the place of a fault, and a space. */
function subjectOf(path: Path): string {
  const [field, second, third] = path.map(String);
  if (field === undefined) return "a question ";
  if (field === "options" && second !== undefined) {
    return third === "correct" ? `the mark of option ${place(second)} ` : `option ${place(second)} `;
  }
  if (second === "accept" && third !== undefined) return `accepted text ${place(third)} `;
  const name = NAMES[path.slice(0, 2).join(".")] ?? NAMES[field];
  return `${name ?? quoted(field)} `;
}

function place(index: string): number {
  return Number(index) + 1;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function quoted(value: string): string {
  const text = JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 1).toWellFormed()}…` : text;
}
