import type { Client, Reply } from "../harness/client.ts";
import type { Joined, Verdict } from "../harness/contract.ts";
import { Player } from "../harness/player.ts";
import { until } from "../harness/until.ts";

/** An answer with the receipt that its gateway gave. */
export interface Redeemable {
  question: number;
  choice: number;
  receipt?: string | undefined;
}

/** A player's answer at one gateway. */
export function sendAnswer(gateway: Client, player: Joined, answer: Redeemable): Promise<Reply<Verdict>> {
  const { question, choice, receipt } = answer;
  return new Player(gateway, player).answerOnce(question, { choice }, receipt);
}

/** Sends an answer with its receipt until it has a verdict. @returns the status of that */
export function redeem(gateway: Client, player: Joined, answer: Redeemable): Promise<number> {
  return until("the put-off answer has its verdict", async () => {
    const { status } = await sendAnswer(gateway, player, answer);
    return status !== 503 && status;
  });
}
