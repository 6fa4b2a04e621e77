/** The values of a message's arguments. */
export type MessageArguments = Readonly<Record<string, string | number>>;

/** A catalog whose messages are functions: what the JSON files are compiled to. */
export type Messages<Catalog> = {
  readonly [Key in keyof Catalog]: Catalog[Key] extends string
    ? (values?: MessageArguments) => string
    : Messages<Catalog[Key]>;
};

type Loaders = Record<string, () => Promise<unknown>>;

/** The texts of one page, in one language. */
export class Texts<Catalog> {
  readonly #loaders: Map<string, () => Promise<unknown>>;
  #messages: Messages<Catalog> | undefined;
  #language = "en";

  /** @param loaders by the paths of their files, `…/<language>/<name>.json`, as `import.meta.glob` gives them */
  constructor(loaders: Loaders) {
    this.#loaders = new Map(
      Object.entries(loaders).map(([path, load]) => [path.split("/").at(-2) ?? "en", load]),
    );
  }

  /** The language that is shown, as a BCP 47 tag. */
  get language(): string {
    return this.#language;
  }

  /** The messages. @throws Error before `load` */
  get messages(): Messages<Catalog> {
    if (!this.#messages) throw new Error("The texts are not loaded yet.");
    return this.#messages;
  }

  /** Loads the first language that there is. @param wanted BCP 47 tags, the best first, as `navigator.languages` */
  async load(wanted: readonly string[]): Promise<void> {
    this.#language = pickLanguage(wanted, [...this.#loaders.keys()]);
    const module = (await this.#loaders.get(this.#language)!()) as { default: Messages<Catalog> };
    this.#messages = module.default;
  }
}

/**
 * The first wanted language that there is: the very tag, or else the language without its region (`de` for `de-AT`).
 * English if there is none.
 */
export function pickLanguage(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    const parts = tag.toLowerCase().split("-");
    for (let length = parts.length; length > 0; length--) {
      const prefix = parts.slice(0, length).join("-");
      const found = available.find((language) => language.toLowerCase() === prefix);
      if (found) return found;
    }
  }
  return "en";
}
