import { faultsOf } from "../../platform/contracts/validation.ts";
import {
  MOST_QUESTIONS,
  type Question,
  type QuizContent,
  questionSchema,
  titleSchema,
} from "../../platform/domain/quiz.ts";
import { type Fault, ValidationError } from "../../platform/errors.ts";
import { decode } from "./decode.ts";
import type { ImportFormat, Skipped } from "./formats/format.ts";
import { readers } from "./formats/registry.ts";
import { unstorable } from "./storable.ts";

/** The most questions, sound or not, that one file may hold: each takes the event loop some µs to check. */
const MOST_DRAFTS = 50_000;
/**
 * The most bytes of a quiz as JSON: as many as a host may send, and the defaults that are filled in. A file in which
 * much has to be escaped, or that is not UTF-8, may make more of fewer.
 */
const MOST_BYTES = 4 * 1024 * 1024 + 64 * 1024;
/** The most skipped ones that are named one by one. */
const MOST_NAMED = 1000;
const NAMED_IN_A_REFUSAL = 10;

export interface ImportRequest {
  /** Detected where it is not named. */
  format?: ImportFormat;
  /** Else the file's own, else "Imported quiz". */
  title?: string;
  /** The first question to take: counts from 1 among the sound ones, in the order of the file. */
  from: number;
  /** How many to take at most. */
  take: number;
}

export interface ReadImport {
  content: QuizContent;
  /** In the order of the file; of the whole file, whichever part was taken. */
  skipped: Skipped[];
  /** Sound questions after the part that was taken. */
  left: number;
}

/**
 * Makes a quiz of a file's bytes. Questions that are not sound are skipped, each with its line and a reason.
 *
 * @throws ValidationError where nothing can be taken: no format fits, nothing is sound, `from` is past the end
 */
export function readImport(body: Buffer, request: ImportRequest): ReadImport {
  const text = decode(body);
  const file = readers[request.format ?? detect(text)].parse(text);
  if (file.questions.length + file.skipped.length > MOST_DRAFTS) {
    throw fault("body", `holds more than ${MOST_DRAFTS} questions: split it into several files`);
  }
  const title = titleOf(request.title ?? file.title);
  const sound: Question[] = [];
  const skipped = [...file.skipped];
  for (const { line, question } of file.questions) {
    const judged = judge(question);
    if (typeof judged === "string") skipped.push({ line, reason: judged });
    else sound.push(judged);
  }
  skipped.sort((one, other) => one.line - other.line);
  if (sound.length === 0) throw nothingSound(skipped);
  if (request.from > sound.length) {
    throw fault("from", `is past the end: ${sound.length} questions can be imported`);
  }
  const start = request.from - 1;
  const questions = sound.slice(start, start + Math.min(request.take, MOST_QUESTIONS));
  const content = { title, questions };
  if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) {
    throw fault("take", `is too many: as JSON these ${questions.length} questions are more than 4 MiB`);
  }
  return {
    content,
    skipped: named(skipped),
    left: sound.length - start - questions.length,
  };
}

function detect(text: string): ImportFormat {
  if (text.trim() === "") throw fault("body", "is empty");
  const names = Object.keys(readers) as ImportFormat[];
  const found = names.find((name) => readers[name].detect(text));
  if (found) return found;
  throw fault("format", `cannot be told from the text: name one of ${names.join(", ")}`);
}

function titleOf(given: unknown): string {
  const title = titleSchema.safeParse(given ?? "Imported quiz");
  const faults = title.success ? unstorable(title.data) : faultsOf(title.error);
  if (!title.success || faults.length > 0) {
    throw new ValidationError(faults.map(({ reason }) => ({ path: "title", reason })));
  }
  return title.data;
}

/** The question, its defaults filled in, or why it is not sound. */
function judge(question: unknown): Question | string {
  const read = questionSchema.safeParse(question);
  const faults = read.success ? unstorable(read.data) : faultsOf(read.error);
  return read.success && faults.length === 0 ? read.data : reasonOf(faults);
}

/** The first few faults in one line. */
function reasonOf(faults: Fault[]): string {
  const shown = faults
    .slice(0, 3)
    .map(({ path, reason }) => (path ? `${path.slice(0, 80)}: ${reason}` : reason));
  return [...shown, ...(faults.length > 3 ? [`${faults.length - 3} more`] : [])].join("; ");
}

function nothingSound(skipped: Skipped[]): ValidationError {
  const reasons = skipped.slice(0, NAMED_IN_A_REFUSAL).map(({ line, reason }) => `line ${line}: ${reason}`);
  return new ValidationError(
    ["holds no question that can be imported", ...reasons].map((reason) => ({ path: "body", reason })),
  );
}

/** A file of nothing but faults must not make an answer larger than itself. */
function named(skipped: Skipped[]): Skipped[] {
  if (skipped.length <= MOST_NAMED) return skipped;
  const rest = skipped.length - MOST_NAMED;
  return [
    ...skipped.slice(0, MOST_NAMED),
    { line: skipped[MOST_NAMED]!.line, reason: `from here on ${rest} more were skipped` },
  ];
}

function fault(path: string, reason: string): ValidationError {
  return new ValidationError([{ path, reason }]);
}
