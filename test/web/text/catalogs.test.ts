import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse, type Token } from "@messageformat/parser";

const TEXT = new URL("../../../web/text/", import.meta.url);
const TRANSLATIONS = ["de", "es", "fr", "zh"];
const CATALOGS = readdirSync(new URL("en/", TEXT)).filter((name) => name.endsWith(".json"));

/** The messages of a catalog by their paths: `join.title`. */
function messagesOf(language: string, name: string): Map<string, string> {
  const messages = new Map<string, string>();
  const add = (path: string, value: unknown): void => {
    if (typeof value === "string") messages.set(path, value);
    else
      for (const [key, inner] of Object.entries(value as object)) add(path ? `${path}.${key}` : key, inner);
  };
  add("", JSON.parse(readFileSync(new URL(`${language}/${name}`, TEXT), "utf8")));
  return messages;
}

/** Arguments with their kinds, and the plural categories that are used. @throws Error if it is no valid ICU message */
function contentsOf(message: string, language: string) {
  const args = new Set<string>();
  const categories = new Map<string, Set<string>>();
  const look = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      if (token.type === "argument") args.add(token.arg);
      if (token.type === "function") args.add(`${token.arg} (${token.key})`);
      if (!("cases" in token)) continue;
      args.add(`${token.arg} (${token.type})`);
      if (token.type === "plural") categories.set(token.arg, new Set(token.cases.map(({ key }) => key)));
      for (const { tokens: inner } of token.cases) look(inner);
    }
  };
  const cardinal = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  look(parse(message, { cardinal, ordinal: [], strict: false }));
  return { args: [...args].sort(), categories };
}

/** A message may leave the number out of a plural or write it without one: the names are the same, the kinds may differ. */
const namesOf = (args: readonly string[]) => [...new Set(args.map((arg) => arg.replace(/ .*/, "")))].sort();

describe.each(["en", ...TRANSLATIONS])("the messages in %s", (language) => {
  test.each(CATALOGS)("of %s have the keys and arguments of English, and its own plurals", (name) => {
    const english = messagesOf("en", name);
    const own = messagesOf(language, name);
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    // `many` is for millions in Spanish and French: `other` serves there as well.
    const needed = new Intl.PluralRules(language)
      .resolvedOptions()
      .pluralCategories.filter((category) => category !== "many" || !["es", "fr"].includes(language));
    for (const [path, message] of own) {
      expect([path, message.trim()]).toEqual([path, message]);
      const { args, categories } = contentsOf(message, language);
      expect([path, namesOf(args)]).toEqual([path, namesOf(contentsOf(english.get(path)!, "en").args)]);
      for (const found of categories.values()) {
        expect([path, [...found]]).toEqual([path, expect.arrayContaining(needed)]);
      }
    }
  });
});
