/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** The marks around the part of a document that a command writes. */
export interface Marks {
  begin: string;
  end: string;
}

/** Replaces the text between the marks. @param name of the document @throws Error if it has no marks */
export function replaceBetween({ begin, end }: Marks, document: string, text: string, name: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${name} has no marks around its results`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
