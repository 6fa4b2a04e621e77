import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A fenced block of a document. `language` is empty if it names none. */
export interface Block {
  language: string;
  text: string;
}

/** The fenced blocks of a document of the repository, from a heading to another one. */
export function blocksOf(document: string, from?: string, to?: string): Block[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  const section = text.slice(
    from === undefined ? 0 : text.indexOf(from),
    to === undefined ? undefined : text.indexOf(to),
  );
  return [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, content]) => ({
    language: language!,
    text: content!,
  }));
}

/** Runs commands in one shell that stops at the first that fails. */
export function runCommands(
  commands: string,
  env: Record<string, string | undefined>,
  cwd = ROOT,
): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)("bash", ["-eu", "-o", "pipefail", "-c", commands], {
    cwd,
    env: { ...process.env, ...env },
    timeout: 100_000,
  });
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A matcher for a reply that a document shows: the reply may have more fields, `…` stands for any text, any time may be
 * another one, and what an answer took is any number.
 */
export function likeShown(shown: unknown): unknown {
  if (shown === "…") return expect.any(String);
  if (typeof shown === "string" && TIME.test(shown)) return expect.stringMatching(TIME);
  if (Array.isArray(shown)) return shown.map(likeShown);
  if (typeof shown !== "object" || shown === null) return shown;
  const fields = Object.entries(shown).map(([name, value]) => [
    name,
    name === "elapsedMs" ? expect.any(Number) : likeShown(value),
  ]);
  return expect.objectContaining(Object.fromEntries(fields));
}
