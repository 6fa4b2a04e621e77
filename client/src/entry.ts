import { createApi, expectData } from "./api.ts";
import { backoffMs } from "./backoff.ts";
import type { Device } from "./device.ts";
import { isApiError, isRefusal } from "./errors.ts";
import { type PlayerStorage, StoredGame } from "./player-store.ts";
import { randomKey } from "./random-key.ts";
import { sleep, withRetries } from "./retry.ts";
import type { Joined } from "./types.ts";

interface EntryOptions {
  /** The gateway's address. In a browser it may be "" for the page's own. */
  baseUrl: string;
  /** As people type it: any case, spaces and dashes. */
  code: string;
  /** Where the game is kept over reloads, such as `localStorage`. */
  storage?: PlayerStorage | undefined;
  device?: Device | undefined;
}

export interface JoinOptions extends EntryOptions {
  nickname: string;
  /** A secret of 16 to 64 characters: the same code and key again is the same player. Made if it is left out. */
  key?: string | undefined;
}

export interface ReturnOptions extends EntryOptions {
  playerNo: number;
  pin: string;
}

type EntryBody = { code: string } & ({ nickname: string; key: string } | { playerNo: number; pin: string });

/** A player who is in. */
export interface Entry {
  game: StoredGame;
  joined: Joined;
  /** Whether this is a new player, who has answered nothing yet. */
  isNew: boolean;
}

/**
 * Joins a session. The key is stored before the first attempt, so the same nickname again is the same player, also if
 * the page was reloaded before the reply came.
 *
 * @throws ApiError, ConnectionError as `postEntry`
 */
export async function enterNew(options: JoinOptions & { device: Device }): Promise<Entry> {
  const { baseUrl, code, nickname, storage } = options;
  // Another nickname is another person at the same device.
  const known = StoredGame.find(storage, baseUrl, code, (data) =>
    options.key === undefined
      ? data.key !== undefined && data.nickname === nickname
      : data.key === options.key,
  );
  const key = options.key ?? known?.data.key ?? randomKey();
  const game = known ?? StoredGame.add(storage, baseUrl, code, { nickname, key, answers: {} });
  try {
    const { joined, isNew } = await postEntry(options, { code, nickname, key });
    game.update((data) => {
      // The host has removed the player before, or the code is another session's by now: then what was on its way is not
      // this player's.
      const { playerNo, sessionId } = data.joined ?? joined;
      if (playerNo !== joined.playerNo || sessionId !== joined.sessionId) data.answers = {};
      data.joined = joined;
    });
    return { game, joined, isNew };
  } catch (error) {
    // After anything else an earlier attempt may have joined: the key is still needed.
    // And what was joined already may have ended: `resumeSession` still shows its result.
    if (isRefusal(error) && !game.data.joined) game.forget();
    throw error;
  }
}

/**
 * Comes back as the same player, from any device.
 *
 * @throws ApiError, ConnectionError as `postEntry`
 */
export async function comeBack(options: ReturnOptions & { device: Device }): Promise<Entry> {
  const { baseUrl, code, playerNo, pin, storage } = options;
  const { joined } = await postEntry(options, { code, playerNo, pin });
  const known = StoredGame.find(
    storage,
    baseUrl,
    code,
    (data) => data.joined?.playerNo === playerNo && data.joined.sessionId === joined.sessionId,
  );
  const game = known ?? StoredGame.add(storage, baseUrl, code, { answers: {} });
  game.update((data) => {
    data.joined = joined;
  });
  return { game, joined, isNew: false };
}

/**
 * Sends an entry until there is a reply: for a minute, and after a 429 as long as it takes, because the server keeps a
 * place for the same code and key.
 *
 * @throws ApiError if the server refuses it; ConnectionError if no reply came within a minute
 */
export async function postEntry(
  { baseUrl, device }: { baseUrl: string; device: Device },
  body: EntryBody,
): Promise<{ joined: Joined; isNew: boolean }> {
  const api = createApi({ baseUrl, device });
  for (;;) {
    try {
      return await withRetries(device, async () => {
        const sent = api.POST("/api/join", { body });
        const joined = await expectData(sent);
        return { joined, isNew: (await sent).response.status === 201 };
      });
    } catch (error) {
      if (!isApiError(error, "RATE_LIMITED")) throw error;
      await sleep(device, backoffMs(1, error, device));
    }
  }
}
