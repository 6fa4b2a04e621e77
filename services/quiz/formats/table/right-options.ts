import { MAX_OPTION_LENGTH, MAX_OPTIONS } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";
import { truthOf } from "./truth-words.ts";

/** The options of a row that are not blank, by their number from 1. */
export type RowOptions = ReadonlyMap<number, string>;

/**
 * What the cell of the right answer may mean, as numbers of options. "4" is a number, and may be an option's text too:
 * other rows of the table show what is meant.
 */
export interface RightReading {
  /** If the cell is a list of numbers or letters: there may be no such option. */
  places: number[] | undefined;
  /** If the cell has the text of options. */
  texts: number[] | undefined;
}

const NUMBER = /^\d{1,2}$/;
const LABEL =
  /(?:option|answer|antwort|r[eé]ponse|respuesta|opci[oó]n|resposta|risposta|antwoord)[\s_-]*(?=[\da-t]\b)/giu;
const BETWEEN = /\s*(?:[,;|/&+]|\s(?:and|und|et|y|en)\s)\s*|\s+/iu;
const PLACE = /^\(?(\d{1,2}|[a-t])(?:\.0)?[).:]?$/i;
/** Letters without anything between them, in their order. */
const LETTERS = /^A?B?C?D?E?F?G?H?I?J?K?L?M?N?O?P?Q?R?S?T?$/;
/** In some languages a spreadsheet program takes "1,3" for a number. */
const DECIMAL = /^([1-9])\.([1-9])$/;
const WITH_PLACE = /^\(?(\d{1,2}|[a-t])[).:]\s*(\S.*)$/is;
const SEPARATORS = [";", ",", "|", "\n", "/"];
/** A list of all options, each with the longest text. */
const MAX_LENGTH = MAX_OPTIONS * (MAX_OPTION_LENGTH + 2);
/** A list of places is hardly longer. */
const MAX_PLACES_LENGTH = 200;

/** What needs no folding, as no letter is in it. */
const DIGITS = /^[\d.,;|/ ]*$/;

/** Reads the cell of the right answer. @param text not blank */
export function readRight(text: string, options: RowOptions): RightReading {
  const trimmed = text.trim();
  const texts = new TextFinder(options).find(trimmed);
  // "1,3", "AC" and "A and B" are no lists if one option has this text.
  const isText = texts?.length === 1 && !PLACE.test(trimmed);
  return { places: isText ? undefined : placesIn(trimmed), texts };
}

function placesIn(text: string): number[] | undefined {
  // Most cells are one number, and are read quickly.
  if (NUMBER.test(text)) return [Number(text)];
  if (text.length > MAX_PLACES_LENGTH) return undefined;
  const decimal = DECIMAL.exec(text);
  if (decimal && decimal[1] !== decimal[2]) return [Number(decimal[1]), Number(decimal[2])];
  if (text.length > 1 && LETTERS.test(text)) return [...text].map(placeOf);
  const tokens = text.replace(LABEL, "").split(BETWEEN);
  const places = tokens.filter((token) => token !== "").map((token) => PLACE.exec(token)?.[1]);
  if (places.length === 0 || !places.every((place) => place !== undefined)) return undefined;
  return [...new Set(places.map(placeOf))];
}

function placeOf(place: string): number {
  return /\d/.test(place) ? Number(place) : place.toUpperCase().charCodeAt(0) - 64;
}

/** Finds options by their texts. */
class TextFinder {
  readonly #options: RowOptions;
  #folded: Map<string, number | null> | undefined;

  constructor(options: RowOptions) {
    this.#options = options;
  }

  find(text: string): number[] | undefined {
    if (this.#options.size === 0 || text.length > MAX_LENGTH) return undefined;
    const one = this.#one(text) ?? this.#labelled(text) ?? this.#truth(text);
    return one === undefined ? this.#list(text) : [one];
  }

  #one(text: string): number | undefined {
    for (const [number, option] of this.#options)
      if (option === text || option.trim() === text) return number;
    if (text.length > MAX_OPTION_LENGTH) return undefined;
    if (DIGITS.test(text)) return undefined;
    this.#folded ??= foldedOptions(this.#options);
    return this.#folded.get(normalizeText(text)) ?? undefined;
  }

  /** "B) Paris" */
  #labelled(text: string): number | undefined {
    const [, place, rest] = WITH_PLACE.exec(text) ?? [];
    if (place === undefined || rest === undefined) return undefined;
    const number = placeOf(place);
    return this.#one(rest) === number ? number : undefined;
  }

  /** TRUE, if one of the options says it in another language. */
  #truth(text: string): number | undefined {
    const truth = truthOf(text);
    if (truth === undefined) return undefined;
    const same = [...this.#options].filter(([, option]) => truthOf(option) === truth);
    return same.length === 1 ? same[0]![0] : undefined;
  }

  #list(text: string): number[] | undefined {
    for (const separator of SEPARATORS) {
      if (!text.includes(separator)) continue;
      const parts = text.split(separator, MAX_OPTIONS + 1).map((part) => part.trim());
      if (parts.length < 2 || parts.length > MAX_OPTIONS) continue;
      const marks = this.#marks(parts);
      if (marks) return marks;
      const found = parts.map((part) => this.#one(part));
      if (found.every((number) => number !== undefined)) return [...new Set(found)];
    }
    return undefined;
  }

  /** "FALSE, TRUE, FALSE": a mark for each option. */
  #marks(parts: readonly string[]): number[] | undefined {
    if (parts.length !== this.#options.size) return undefined;
    const truths = parts.map(truthOf);
    if (!truths.every((truth) => truth !== undefined) || !truths.includes(false)) return undefined;
    return [...this.#options.keys()].filter((_, index) => truths[index]);
  }
}

/** The numbers of options by their texts without case and the like; null if several have the same. */
function foldedOptions(options: RowOptions): Map<string, number | null> {
  const folded = new Map<string, number | null>();
  for (const [number, option] of options) {
    if (option.length > MAX_OPTION_LENGTH) continue;
    const text = normalizeText(option);
    folded.set(text, folded.has(text) ? null : number);
  }
  return folded;
}
