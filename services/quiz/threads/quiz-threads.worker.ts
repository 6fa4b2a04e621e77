import { constants, gzipSync } from "node:zlib";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import type { ExportFormat } from "../../../platform/domain/quiz-formats.ts";
import { ApiError } from "../../../platform/errors.ts";
import type { EncodedQuiz } from "../encoded-quiz.ts";
import { writers } from "../formats/registry.ts";
import type { ImportRequest } from "../importing/import.ts";
import { type ReadImport, readImport } from "./read-import.ts";
import { readQuiz } from "./read-quiz.ts";
import { markStart, type TaskStart } from "./task-start.ts";

/** The tasks of a worker thread: they read and write files of hosts, which may take seconds. Bodies are in base64. */

interface Task {
  start: TaskStart;
}
export interface QuizTask extends Task {
  body: string;
}
export interface FileTask extends QuizTask {
  request: ImportRequest;
}

export interface ExportTask extends Task {
  /** The content of a quiz. */
  json: string;
  format: ExportFormat;
}

/** From this size on a file is compressed, in bytes. Messages of NATS have at most 8 MiB. */
const COMPRESSED_FROM = 1024 * 1024;

/** A file, in base64, compressed if it is large. The name's ending has no dot. `notes`: see WrittenFile. */
export interface WrittenExport {
  body: string;
  gzip: boolean;
  contentType: string;
  extension: string;
  notes: readonly string[];
}

/** What a task found: errors lose their class on the way between threads. */
export type Outcome<Result> =
  | { result: Result }
  | { refused: Pick<ApiError, "name" | "message" | "type" | "data"> };

export async function quiz({ body, start }: QuizTask): Promise<Outcome<EncodedQuiz>> {
  return outcomeOf(start, () => readQuiz(Buffer.from(body, "base64")));
}

export async function file({ body, request, start }: FileTask): Promise<Outcome<ReadImport>> {
  return outcomeOf(start, () => readImport(Buffer.from(body, "base64"), request));
}

export async function writeExport({ json, format, start }: ExportTask): Promise<Outcome<WrittenExport>> {
  const { contentType, extension, write } = writers[format];
  return outcomeOf(start, async () => {
    const { body, notes } = await write(JSON.parse(json) as QuizContent);
    const bytes = Buffer.from(body as string);
    const gzip = bytes.length >= COMPRESSED_FROM;
    const sent = gzip ? gzipSync(bytes, { level: constants.Z_BEST_SPEED }) : bytes;
    return { body: sent.toString("base64"), gzip, contentType, extension, notes };
  });
}

async function outcomeOf<Result>(
  start: TaskStart,
  run: () => Result | Promise<Result>,
): Promise<Outcome<Result>> {
  markStart(start);
  try {
    return { result: await run() };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { name, message, type, data } = error;
    return { refused: { name, message, type, data } };
  }
}
