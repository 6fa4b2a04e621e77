import type { Report, Responses } from "../../../client/src/types.ts";

type Place = Report["places"][number];
type Response = Responses["responses"][number];

export type SortKey = "rank" | "nickname" | "points" | "elapsedMs";

export interface Order {
  by: SortKey;
  isDown: boolean;
}

/** Whether a player is meant by what was typed: a part of the name in any case, or the number, also as `#7`. */
export function isWanted(player: { playerNo: number; nickname: string }, typed: string): boolean {
  const wanted = typed.normalize("NFKC").trim().toLowerCase();
  if (wanted === "") return true;
  return (
    String(player.playerNo) === wanted.replace(/^#/, "") || player.nickname.toLowerCase().includes(wanted)
  );
}

/** The places that match, in an order. Equal ones keep the order of the table. @param language for names */
export function placesIn(
  places: readonly Place[],
  typed: string,
  { by, isDown }: Order,
  language: string,
): Place[] {
  const found = typed.trim() === "" ? places.slice() : places.filter((place) => isWanted(place, typed));
  const sign = isDown ? -1 : 1;
  if (by !== "nickname") return found.sort((a, b) => sign * (a[by] - b[by]));
  const { compare } = new Intl.Collator(language, { numeric: true });
  return found.sort((a, b) => sign * compare(a.nickname, b.nickname));
}

export interface AnswerFilter {
  /** 0: all of them. */
  question: number;
  player: string;
  result: "any" | "right" | "wrong";
}

/** The answers that match, in the order that they came. */
export function answersIn(
  responses: readonly Response[],
  { question, player, result }: AnswerFilter,
): Response[] {
  return responses.filter(
    (one) =>
      (question === 0 || one.question === question) &&
      (result === "any" || one.correct === (result === "right")) &&
      isWanted(one, player),
  );
}

/** A page of a list. `page` is from 0 on, and moved back to the last one if it is past the end. */
export function pageOf<T>(
  items: readonly T[],
  page: number,
  size: number,
): { page: number; rows: T[]; from: number } {
  const last = Math.max(0, Math.ceil(items.length / size) - 1);
  const shown = Math.min(Math.max(0, page), last);
  return { page: shown, rows: items.slice(shown * size, (shown + 1) * size), from: shown * size };
}
