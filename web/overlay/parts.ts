/** What an overlay can show, by the names in its address. */
export const PARTS = ["question", "bars", "top5", "countdown", "join", "answers", "podium"] as const;
export type PartName = (typeof PARTS)[number];

/**
 * Reads `?parts=question,bars,top5`: any parts in any order, each once.
 *
 * @param search the query of the address
 * @returns the parts that there are, and the names that are none
 */
export function readParts(search: string): { parts: PartName[]; unknown: string[] } {
  const named = (new URLSearchParams(search).get("parts") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const once = [...new Set(named)];
  const isPart = (name: string): name is PartName => (PARTS as readonly string[]).includes(name);
  return { parts: once.filter(isPart), unknown: once.filter((name) => !isPart(name)) };
}
