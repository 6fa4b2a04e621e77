import type { ServiceBroker } from "moleculer";
import { z } from "zod";
import { JOIN } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { UnknownCode, WrongState } from "../../../platform/errors.ts";
import { Coalescer, type CoalescerLimits } from "./batcher.ts";

/** What must not be in a name on a screen: controls, marks of direction, unpaired surrogates. */
const UNFIT = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\s\u2800]/gu;

export const joinBody = z.strictObject({
  code: z.string().min(1).max(20),
  nickname: z
    .string()
    .max(200)
    .refine((name) => !UNFIT.test(name), { error: "must not contain control characters" })
    .transform((name) => name.normalize("NFKC").trim().replace(/\s+/gu, " "))
    .refine((name) => name.replace(INVISIBLE, "") !== "" && [...name].length <= 32, {
      error: "must have 1 to 32 characters, one of them visible",
    }),
});

export interface Joined {
  sessionId: string;
  sessionNo: number;
  playerNo: number;
}

/** Lets players in: many requests, one statement. */
export class JoinDesk {
  readonly #coalescer: Coalescer<z.output<typeof joinBody>, { status: number } & Joined>;

  constructor(broker: ServiceBroker, limits: CoalescerLimits) {
    this.#coalescer = new Coalescer(limits, async (joins) => {
      const verdicts = await call(broker, "sessions.join", {
        code: joins.map((join) => join.code),
        nickname: joins.map((join) => join.nickname),
      });
      return joins.map((_, index) => ({
        status: verdicts.status[index]!,
        sessionId: verdicts.sessionId[index] ?? "",
        sessionNo: verdicts.sessionNo[index]!,
        playerNo: verdicts.playerNo[index]!,
      }));
    });
  }

  /** @throws UnknownCode, WrongState, TryAgain */
  async join(asked: z.output<typeof joinBody>): Promise<Joined> {
    const { status, ...joined } = await this.#coalescer.add(asked);
    if (status === JOIN.unknownCode) throw new UnknownCode();
    if (status === JOIN.tooLate)
      throw new WrongState("This session takes no one in once it is open.", "open");
    return joined;
  }
}
