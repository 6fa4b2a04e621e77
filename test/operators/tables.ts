/**
 * Reads a table as it is drawn on the screen: by its title, one record a row, by the names of its columns.
 *
 * @throws Error where there is no table of this title
 */
export function tableOf(screen: string, title: string): Record<string, string>[] {
  const lines = screen.split("\n");
  const start = lines.findIndex((line) => line.startsWith(title));
  const drawn = lines.slice(start + 1);
  const end = drawn.findIndex((line) => !/^[╔╟╚║]/.test(line));
  const rows = drawn
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line.startsWith("║"))
    .map((line) =>
      line
        .split(/[║│]/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head, ...body] = rows;
  if (start === -1 || !head) throw new Error(`There is no table "${title}" in:\n${screen}`);
  return body.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ""])));
}
