/** Copies a Latin-1 string. A substring would keep the full request text in memory from which it was cut. */
export function detachString(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
