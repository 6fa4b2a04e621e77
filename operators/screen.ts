import { stripVTControlCharacters } from "node:util";

/** A table for the terminal; columns of numbers are aligned to the right. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number)[][];
  /** Shown instead of the table if there are no rows. */
  emptyText: string;
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
