import { stripVTControlCharacters } from "node:util";

/** A table as a person reads it; numbers stand to the right. */
export interface Table {
  title: string;
  head: string[];
  rows: (string | number)[][];
  /** Said instead where there are no rows. */
  none: string;
}

/** What a command shows: a line, or a table. */
export type Shown = string | Table;

/** What moleculer-repl lends to a command: the table and the colours of its own commands. */
export interface Pens {
  table(rows: string[][], config: object): string;
  kleur: Record<"bold" | "gray" | "red", (text: string) => string>;
  getBorderCharacters(style: string): Record<string, string>;
}

export function draw(shown: Shown, { table, kleur, getBorderCharacters }: Pens): string {
  if (typeof shown === "string") return shown;
  const { title, head, rows, none } = shown;
  if (rows.length === 0) return `\n${kleur.bold(title)}: ${none}`;
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

/** Text that a stranger wrote, fit for a terminal: on one line, at most `most` characters, no control codes. */
export function tame(text: string, most: number): string {
  const plain = stripVTControlCharacters(text).replace(/\s/gu, " ").replace(/\p{C}/gu, "");
  const line = plain.replace(/ +/g, " ");
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}

/** A duration in ms: "240 ms", "1.4 s", "3 min", "5 h", "12 d". */
export function duration(ms: number): string {
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

/** An instant in epoch ms as ISO 8601 UTC; a dash where there is none. */
export function instant(at: number | null): string {
  return at === null ? "–" : new Date(at).toISOString();
}
