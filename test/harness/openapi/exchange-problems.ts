import { constants, Script } from "node:vm";
import type { Exchange, SentEvent } from "./description-checker.ts";

/** Checks what a server of ours sends against docs/openapi.json. */

/**
 * Imports as Node itself does. Jest loads and compiles all modules again for each test file, and Ajv and the schemas that
 * it compiles take a third of a second: this way they are there once in a process.
 */
const importOnce: (url: string) => Promise<typeof import("./repository-checker.ts")> = new Script(
  "(url) => import(url)",
  { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
).runInThisContext();
const { checker } = await importOnce(import.meta.resolve("./repository-checker.ts"));

/**
 * Where a request and its reply differ from the description: a route, a status, a media type, a header or a field that
 * it lacks, a value that it forbids, or a request that it forbids and that succeeded. Empty if they are as described.
 */
export function exchangeProblems(exchange: Exchange): string[] {
  return checker.exchangeProblems(exchange);
}

/** The `operationId` of a call; undefined if the description has no such route. @param path with or without a query */
export function operationOf(method: string, path: string): string | undefined {
  return checker.operationOf(method, path);
}

/** Where an event of a session's stream differs from the description; empty if it is as described. */
export function eventProblems(event: SentEvent): string[] {
  return checker.eventProblems(event);
}
