import type { ServiceBroker } from "moleculer";
import { z } from "zod";
import { JOIN_STATUS, type JoinRefusal, type Results } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { MAX_TYPED_CODE_LENGTH } from "../../../platform/domain/text/join-code.ts";
import { nicknameSchema } from "../../../platform/domain/text/nickname.ts";
import {
  type ApiError,
  Banned,
  isUnknownAction,
  JoinRefused,
  NicknameTaken,
  UnknownCode,
} from "../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "./batcher.ts";
import { joinKey } from "./join-key.ts";

export const joinBodySchema = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(MAX_TYPED_CODE_LENGTH)
    .describe("The session's code as it was typed: any case and width, with spaces and dashes"),
  nickname: nicknameSchema,
  key: z
    .string()
    .min(16)
    .max(64)
    .optional()
    .describe("A secret of the client's own: the same code and key again is the same player"),
});

export type JoinRequest = z.output<typeof joinBodySchema>;

export interface JoinedPlayer {
  sessionId: string;
  sessionNo: number;
  playerNo: number;
  /** The one under which the player has joined. */
  nickname: string;
  /** Whether the client has joined before, with the same key. */
  hasJoinedBefore: boolean;
  /** Until when the session may last as far as it is announced, in epoch ms; 0 if it is not. */
  lastsUntil: number;
}

/** Adds players to sessions: many requests, one call and one SQL statement. */
export class JoinBatcher {
  readonly #batcher: Batcher<JoinRequest, { status: number; refusal: JoinRefusal | null } & JoinedPlayer>;

  constructor(broker: ServiceBroker, limits: BatcherLimits) {
    this.#batcher = new Batcher(limits, async (requests) => {
      const verdicts = await sendJoins(broker, requests);
      return requests.map(({ nickname, key }, index) => ({
        status: verdicts.status[index]!,
        refusal: verdicts.refusal?.[index] ?? null,
        sessionId: verdicts.sessionId[index] ?? "",
        sessionNo: verdicts.sessionNo[index]!,
        playerNo: verdicts.playerNo[index]!,
        nickname: verdicts.nickname?.[index] ?? nickname,
        // Without a key of the client's own, it is this gateway that has sent the join before.
        hasJoinedBefore: key !== undefined && verdicts.hasJoinedBefore?.[index] === true,
        lastsUntil: verdicts.lastsUntil?.[index] ?? 0,
      }));
    });
  }

  /** @throws UnknownCode, JoinRefused, NicknameTaken, Banned, TryAgain */
  async join(request: JoinRequest): Promise<JoinedPlayer> {
    const { status, refusal, ...player } = await this.#batcher.add(request);
    if (status === JOIN_STATUS.joined) return player;
    if (status === JOIN_STATUS.unknownCode) throw new UnknownCode();
    throw REFUSALS[refusal ?? (status === JOIN_STATUS.full ? "full" : "late")]();
  }
}

const REFUSALS: Record<JoinRefusal, () => ApiError> = {
  late: () => new JoinRefused("late"),
  lockedLobby: () => new JoinRefused("locked", "lobby"),
  lockedOpen: () => new JoinRefused("locked", "open"),
  full: () => new JoinRefused("full"),
  banned: () => new Banned(),
  nicknameTaken: () => new NicknameTaken(),
};

/** A batch without a reply is sent to another node: because of the keys nobody joins twice. */
async function sendJoins(
  broker: ServiceBroker,
  requests: readonly JoinRequest[],
): Promise<Results["sessions.join"] & Partial<Results["sessions.joinWithKeys"]>> {
  const columns = {
    code: requests.map(({ code }) => code),
    nickname: requests.map(({ nickname }) => nickname),
  };
  try {
    const key = requests.map((request) => joinKey(request.key));
    return await call(broker, "sessions.joinWithKeys", { ...columns, key });
  } catch (error) {
    // Only nodes of the release before are there. They know no keys.
    if (!isUnknownAction(error)) throw error;
    return call(broker, "sessions.join", columns);
  }
}
