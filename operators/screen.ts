import { stripVTControlCharacters } from "node:util";

/** A table for the terminal; columns of numbers are aligned to the right. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  /** Shown instead of the table if there are no rows. */
  emptyText: string;
}

/**
 * Folds rows in succession that are equal but for their first cell into one: questions 1, 2 and 3 into `1–3`, and three
 * or more nodes into `stats-2 … stats-9 (8)`.
 */
export function foldRows(rows: Table["rows"]): Table["rows"] {
  const groups: Table["rows"][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    const isEqual = group && JSON.stringify(group[0]!.slice(1)) === JSON.stringify(row.slice(1));
    if (isEqual) group.push(row);
    else groups.push([row]);
  }
  return groups.flatMap((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    const isNumbered = typeof first[0] === "number";
    if (group.length === 1 || (!isNumbered && group.length === 2)) return group;
    const cell = isNumbered ? `${first[0]}–${last[0]}` : `${first[0]} … ${last[0]} (${group.length})`;
    return [[cell, ...first.slice(1)]];
  });
}

/** What a command prints: a line, or a table. */
export type Output = string | Table;

/** What moleculer-repl passes to a command: the table and colours that its own commands use. */
export interface Renderers {
  table(rows: string[][], config: object): string;
  kleur: Record<"bold" | "gray" | "red", (text: string) => string>;
  getBorderCharacters(style: string): Record<string, string>;
}

/** Output as text with colours, ready to print. */
export function render(output: Output, { table, kleur, getBorderCharacters }: Renderers): string {
  if (typeof output === "string") return output;
  const { title, columns: head, rows, emptyText } = output;
  if (rows.length === 0) return `\n${kleur.bold(title)}: ${emptyText}`;
  const border = Object.entries(getBorderCharacters("honeywell")).map(([name, line]) => [
    name,
    kleur.gray(line),
  ]);
  const areNumbers = head.map((_, column) => rows.every((row) => /^([\d.]+|–)$/.test(String(row[column]))));
  const drawn = table([head.map(kleur.bold), ...rows.map((row) => row.map(String))], {
    border: Object.fromEntries(border),
    columns: areNumbers.map((isNumber) => ({ alignment: isNumber ? "right" : "left" })),
    drawHorizontalLine: (line: number, lines: number) => line <= 1 || line === lines,
  });
  return `\n${kleur.bold(title)}\n${drawn.trimEnd()}`;
}

/** Makes untrusted text safe for a terminal: one line, no control codes, cut to `maxLength` characters. */
export function sanitize(text: string, maxLength: number): string {
  const plain = stripVTControlCharacters(text).replace(/\s/gu, " ").replace(/\p{C}/gu, "");
  const line = plain.replace(/ +/g, " ");
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

/** A duration in ms as text: "240 ms", "1.4 s", "3 min", "5 h", "12 d". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const units: [number, string][] = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ];
  const [size, unit] = units.find(([size]) => ms >= 2 * size) ?? [60_000, "min"];
  return `${Math.round(ms / size)} ${unit}`;
}

/** An instant in epoch ms as ISO 8601 UTC; a dash for null. */
export function formatInstant(at: number | null): string {
  return at === null ? "–" : new Date(at).toISOString();
}
