import { type Device, thisDevice } from "./device.ts";
import { comeBack, type Entry, enterNew, type JoinOptions, type ReturnOptions } from "./entry.ts";
import { type PlayerStorage, StoredGame } from "./player-store.ts";
import { Player } from "./playing.ts";

export interface ResumeOptions {
  baseUrl: string;
  storage: PlayerStorage;
  /** The newest game of the storage if it is left out. */
  code?: string | undefined;
  device?: Device | undefined;
}

/**
 * Joins a session as a new player, or as the same one again: a join that is repeated makes no second player.
 *
 * @throws ApiError if the server refuses it; ConnectionError if no reply came within a minute: the same call may then be
 *   made again
 */
export function joinSession(options: JoinOptions): Promise<Player> {
  return begin(options, enterNew);
}

/**
 * Comes back by number and pin, from any device.
 *
 * @throws as `joinSession`
 */
export function returnToSession(options: ReturnOptions): Promise<Player> {
  return begin(options, comeBack);
}

/**
 * Goes on after a reload, with the answers that were on their way; of a session that has ended, with the own result. A
 * game is forgotten when the server says that the session, or this player of it, is gone.
 *
 * @returns undefined if there is none
 */
export async function resumeSession(options: ResumeOptions): Promise<Player | undefined> {
  const { baseUrl, storage, code, device = thisDevice() } = options;
  const game = StoredGame.find(storage, baseUrl, code, ({ joined }) => joined !== undefined);
  if (!game) return undefined;
  const player = new Player(baseUrl, device, game, game.data.joined!);
  if (await player.started()) return player;
  player.close();
  game.forget();
  return undefined;
}

async function begin<T extends JoinOptions | ReturnOptions>(
  options: T,
  enter: (options: T & { device: Device }) => Promise<Entry>,
): Promise<Player> {
  const device = options.device ?? thisDevice();
  const { game, joined, isNew } = await enter({ ...options, device });
  const player = new Player(options.baseUrl, device, game, joined);
  if (!isNew) await player.started();
  return player;
}
