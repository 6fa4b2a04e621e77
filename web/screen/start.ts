import { gameTexts } from "../game/text.ts";
import { readAddress, type ScreenAddress } from "./address.ts";
import { texts } from "./text.ts";

/** Prepares a page by its address: the language, the words and the colour scheme. */
export async function start(): Promise<ScreenAddress> {
  const address = readAddress(location);
  const wanted = address.language ? [address.language, ...navigator.languages] : navigator.languages;
  await Promise.all([texts.load(wanted), gameTexts.load(wanted)]);
  const root = document.documentElement;
  root.lang = texts.language;
  if (address.theme) root.dataset.theme = address.theme;
  return address;
}
