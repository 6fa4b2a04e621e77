/**
 * Parses a table from the screen, found by its title: one record per row, keyed by the names of the columns.
 *
 * @throws Error if there is no table with this title
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
