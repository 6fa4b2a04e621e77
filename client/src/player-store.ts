import { randomKey } from "./random-key.ts";
import type { AnswerFields, Joined } from "./types.ts";

/** Where a player's game is kept over reloads. The browser's `localStorage` fits. It may throw. */
export interface PlayerStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** An answer on its way, with the newest receipt. */
export interface StoredAnswer {
  fields: AnswerFields;
  receipt?: string | undefined;
}

/** What is kept of a game. */
export interface GameData {
  /** As it was typed. */
  nickname?: string | undefined;
  /** The secret of the join. */
  key?: string | undefined;
  joined?: Joined | undefined;
  /** Answers on their way, by question. */
  answers: Record<string, StoredAnswer>;
}

/** Which games there are, the newest first. Each one has an item of its own, so that two tabs do not disturb each other. */
const INDEX = "stampede";
const MAX_GAMES = 8;

/** Id of the game, code, address of the gateway. */
type Entry = readonly [id: string, code: string, baseUrl: string];

/** One game in the storage. A storage that throws, is full or holds rubbish is as good as none: the game goes on in memory. */
export class StoredGame {
  readonly code: string;
  #storage: PlayerStorage | undefined;
  readonly #id: string;
  /** The newest that this page knows: all there is, if the storage cannot keep it. */
  #data: GameData;

  private constructor(storage: PlayerStorage | undefined, [id, code]: Entry, data: GameData) {
    this.#storage = storage;
    this.code = code;
    this.#id = id;
    this.#data = data;
  }

  /** The newest game at this gateway, of this code if one is given, of which `isIt` is true. */
  static find(
    storage: PlayerStorage | undefined,
    baseUrl: string,
    code: string | undefined,
    isIt: (data: GameData) => boolean,
  ): StoredGame | undefined {
    for (const entry of indexOf(storage)) {
      if (entry[2] !== baseUrl || (code !== undefined && entry[1] !== normalCode(code))) continue;
      const data = readGame(storage, entry[0]);
      if (data && isIt(data)) return new StoredGame(storage, entry, data);
    }
    return undefined;
  }

  /** Stores a new game. The oldest ones are forgotten if there are more than eight. */
  static add(storage: PlayerStorage | undefined, baseUrl: string, code: string, data: GameData): StoredGame {
    const entry: Entry = [randomKey().slice(0, 8), normalCode(code), baseUrl];
    const index = [entry, ...indexOf(storage)];
    for (const [id] of index.splice(MAX_GAMES)) write(storage, keyOf(id), undefined);
    write(storage, INDEX, index);
    const game = new StoredGame(storage, entry, data);
    game.update(() => {});
    return game;
  }

  get data(): GameData {
    return this.#data;
  }

  /** Changes what is stored: what another tab has stored meanwhile stays. */
  update(change: (data: GameData) => void): void {
    this.#data = readGame(this.#storage, this.#id) ?? this.#data;
    change(this.#data);
    write(this.#storage, keyOf(this.#id), this.#data);
  }

  /** An answer to a question that is on its way, perhaps from another tab. */
  answer(question: number): StoredAnswer | undefined {
    return (readGame(this.#storage, this.#id) ?? this.#data).answers[question];
  }

  /** @param answer undefined once it has its verdict */
  setAnswer(question: number, answer: StoredAnswer | undefined): void {
    this.update(({ answers }) => {
      if (answer) answers[question] = answer;
      else delete answers[question];
    });
  }

  /** What changes from now on is kept in memory only. */
  forget(): void {
    write(
      this.#storage,
      INDEX,
      indexOf(this.#storage).filter(([id]) => id !== this.#id),
    );
    write(this.#storage, keyOf(this.#id), undefined);
    this.#storage = undefined;
  }
}

const keyOf = (id: string) => `${INDEX}.${id}`;

/** A code in one form, however it was typed. The server compares codes in the same way. */
export const normalCode = (code: string) =>
  code
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();

function read(storage: PlayerStorage | undefined, key: string): unknown {
  try {
    return JSON.parse(storage?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param value undefined removes it */
function write(storage: PlayerStorage | undefined, key: string, value: unknown): void {
  try {
    if (value === undefined) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(value));
  } catch {
    // Private mode, or it is full.
  }
}

function indexOf(storage: PlayerStorage | undefined): Entry[] {
  const index = read(storage, INDEX);
  return Array.isArray(index)
    ? index.filter((entry): entry is [string, string, string] => Array.isArray(entry))
    : [];
}

function readGame(storage: PlayerStorage | undefined, id: string): GameData | undefined {
  const game = read(storage, keyOf(id)) as GameData | null;
  if (!isObject(game)) return undefined;
  const { joined, answers } = game;
  const isPlayer = joined === undefined || (isObject(joined) && typeof joined.token === "string");
  if (!isPlayer || !isObject(answers)) return undefined;
  for (const [question, answer] of Object.entries(answers)) {
    if (!(Number(question) > 0) || !isObject(answer) || !isObject(answer.fields)) delete answers[question];
  }
  return game;
}

const isObject = (value: unknown): value is object => Object(value) === value;
