import type { PlayerQuestion } from "../../client/src/types.ts";
import { sayGame } from "./text.ts";

/** What an option says. True and false are in the person's language. */
export function optionText(
  { kind }: Pick<PlayerQuestion, "kind">,
  option: { id: number; text: string },
): string {
  if (kind !== "truefalse") return option.text;
  return option.id === 1 ? sayGame().true() : sayGame().false();
}
