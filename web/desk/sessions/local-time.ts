/** Times as `<input type="datetime-local">` has them: in the host's time zone, without saying so. */

/** @param at epoch ms @returns as "2026-03-01T09:30" */
export function toLocalInput(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** @returns ISO 8601 UTC; undefined if nothing, or no time, was written */
export function fromLocalInput(text: string): string | undefined {
  if (!/^\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)) return undefined;
  // Without a zone it is the host's own.
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
