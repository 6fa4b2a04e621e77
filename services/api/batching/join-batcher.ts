import type { ServiceBroker } from "moleculer";
import { z } from "zod";
import { JOIN_STATUS } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { UnknownCode, WrongState } from "../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "./batcher.ts";

/** Not allowed in a nickname, which is shown on screens: controls, direction marks, unpaired surrogates. */
const FORBIDDEN_CHARACTERS = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const INVISIBLE_CHARACTERS = /[\p{Default_Ignorable_Code_Point}\s\u2800]/gu;

export const joinBodySchema = z.strictObject({
  code: z.string().min(1).max(20),
  nickname: z
    .string()
    .max(200)
    .refine((name) => !FORBIDDEN_CHARACTERS.test(name), { error: "must not contain control characters" })
    .transform((name) => name.normalize("NFKC").trim().replace(/\s+/gu, " "))
    .refine((name) => name.replace(INVISIBLE_CHARACTERS, "") !== "" && [...name].length <= 32, {
      error: "must have 1 to 32 characters, one of them visible",
    }),
});

type JoinRequest = z.output<typeof joinBodySchema>;

export interface JoinedPlayer {
  sessionId: string;
  sessionNo: number;
  playerNo: number;
}

/** Adds players to sessions: many requests, one call and one SQL statement. */
export class JoinBatcher {
  readonly #batcher: Batcher<JoinRequest, { status: number } & JoinedPlayer>;

  constructor(broker: ServiceBroker, limits: BatcherLimits) {
    this.#batcher = new Batcher(limits, async (requests) => {
      const verdicts = await call(broker, "sessions.join", {
        code: requests.map(({ code }) => code),
        nickname: requests.map(({ nickname }) => nickname),
      });
      return requests.map((_, index) => ({
        status: verdicts.status[index]!,
        sessionId: verdicts.sessionId[index] ?? "",
        sessionNo: verdicts.sessionNo[index]!,
        playerNo: verdicts.playerNo[index]!,
      }));
    });
  }

  /** @throws UnknownCode, WrongState, TryAgain */
  async join(request: JoinRequest): Promise<JoinedPlayer> {
    const { status, ...player } = await this.#batcher.add(request);
    if (status === JOIN_STATUS.unknownCode) throw new UnknownCode();
    if (status === JOIN_STATUS.tooLate) {
      throw new WrongState("Nobody can join this session after its opening.", "open");
    }
    return player;
  }
}
