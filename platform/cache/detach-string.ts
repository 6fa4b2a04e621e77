/** The same letters by themselves: what is cut out of a request's text would keep all of it alive. */
export function copyOf(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
