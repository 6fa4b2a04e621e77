import { gameTexts } from "./text.ts";

/** Made once for a language: to make one takes longer than to use it, and points that count up are written in each frame. */
let made: { language: string; number: Intl.NumberFormat; percent: Intl.NumberFormat } | undefined;

function formats() {
  const { language } = gameTexts;
  if (made?.language !== language) {
    made = {
      language,
      number: new Intl.NumberFormat(language),
      percent: new Intl.NumberFormat(language, { style: "percent" }),
    };
  }
  return made;
}

/** A number as the language of the game's texts writes it. */
export const numberText = (value: number): string => formats().number.format(value);

/** A share in whole percent. @param share 1 is 100 % */
export const percentText = (share: number): string => formats().percent.format(share);
