import type { ServiceBroker } from "moleculer";
import { JOIN_STATUS, type JoinVerdicts } from "../../../../platform/contracts/contracts.ts";
import { JoinBatcher } from "../../../../services/api/batching/join-batcher.ts";

const LIMITS = { maxWaitMs: 1, maxBatch: 100, maxPending: 100 };
const { joined, tooLate, full, unknownCode } = JOIN_STATUS;

/** A batcher whose sessions node gives these verdicts. */
function batcherWith(verdicts: Pick<JoinVerdicts, "status"> & Partial<JoinVerdicts>): JoinBatcher {
  const none = verdicts.status.map(() => 0);
  const broker = { call: async () => ({ sessionId: none, sessionNo: none, playerNo: none, ...verdicts }) };
  return new JoinBatcher(broker as unknown as ServiceBroker, LIMITS);
}

/** The error of each join; null if it got in. */
async function errorsOf(verdicts: Parameters<typeof batcherWith>[0]): Promise<unknown[]> {
  const batcher = batcherWith(verdicts);
  const joins = verdicts.status.map((_, index) => batcher.join({ code: "BCDFGH", nickname: `n${index}` }));
  const results = await Promise.allSettled(joins);
  return results.map((result) => {
    if (result.status === "fulfilled") return null;
    const { code, type, data } = result.reason as { code: number; type: string; data: unknown };
    return { code, type, data };
  });
}

test("every refusal has its own error, and only its own join gets it", async () => {
  const refusal = ["late", "lockedLobby", "lockedOpen", "full", "banned", "nicknameTaken", null] as const;
  const wrongState = (data: object) => ({ code: 409, type: "WRONG_STATE", data });
  const status = [tooLate, tooLate, tooLate, full, tooLate, tooLate, joined];
  expect(await errorsOf({ status, refusal: [...refusal] })).toEqual([
    wrongState({ state: "open", reason: "late" }),
    wrongState({ state: "lobby", reason: "locked" }),
    wrongState({ state: "open", reason: "locked" }),
    wrongState({ reason: "full" }),
    { code: 403, type: "BANNED", data: undefined },
    { code: 409, type: "NICKNAME_TAKEN", data: undefined },
    null,
  ]);
});

test("a sessions node of the release before says it by the status alone", async () => {
  const errors = await errorsOf({ status: [joined, unknownCode, tooLate, full] });
  expect(errors).toMatchObject([
    null,
    { type: "UNKNOWN_CODE" },
    { type: "WRONG_STATE", data: { reason: "late" } },
    { type: "WRONG_STATE", data: { reason: "full" } },
  ]);
});
