import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { isUnknownAction, TryAgain } from "../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "./batcher.ts";

/** Names a player by the code of the session, in its stored form, and the player's number. */
export interface PlayerAddress {
  code: string;
  playerNo: number;
}

/** What is known of a player who wants to come back. */
export interface ReturningPlayer {
  /** Null if no live session has the code. */
  sessionId: string | null;
  sessionNo: number;
  /** Null if the session has no such player. */
  nickname: string | null;
  isRemoved: boolean;
  isBanned: boolean;
  /** Until when the session may last as far as it is announced, in epoch ms; 0 if it is not. */
  lastsUntil: number;
}

/** Looks up players who want to come back: many requests, one call and one SQL statement. */
export class ReturnBatcher {
  readonly #batcher: Batcher<PlayerAddress, ReturningPlayer>;

  constructor(broker: ServiceBroker, limits: BatcherLimits) {
    this.#batcher = new Batcher(limits, async (requests) => {
      const columns = {
        code: requests.map(({ code }) => code),
        player: requests.map(({ playerNo }) => playerNo),
      };
      const found = await call(broker, "sessions.returning", columns).catch(tryAgainIfUnknown);
      return requests.map((_, index) => ({
        sessionId: found.sessionId[index] ?? null,
        sessionNo: found.sessionNo[index]!,
        nickname: found.nickname[index] ?? null,
        isRemoved: found.isRemoved[index]!,
        isBanned: found.isBanned[index]!,
        lastsUntil: found.lastsUntil[index]!,
      }));
    });
  }

  /** @throws TryAgain */
  find(player: PlayerAddress): Promise<ReturningPlayer> {
    return this.#batcher.add(player);
  }
}

/** Nodes of the release before do not know this action. */
function tryAgainIfUnknown(error: unknown): never {
  throw isUnknownAction(error) ? new TryAgain() : error;
}
