import type { CallingOptions } from "moleculer";
import { call, STEP_RETRIES, STEP_TIMEOUT_MS } from "../../../platform/contracts/typed-broker.ts";

const STEP = { host: "ana", id: "s", step: "next", stepId: "a", validUntil: 1 } as const;

/** The options of the calls that are made through a broker, or through the context of a request. */
async function optionsOf(transit: object | null): Promise<CallingOptions[]> {
  const options: CallingOptions[] = [];
  const callee = {
    transit,
    call: async (_action: string, _params: object, given: CallingOptions) => options.push(given),
  };
  await call(callee as never, "sessions.step", STEP);
  await call({ broker: callee, call: callee.call } as never, "sessions.step", STEP);
  await call(callee as never, "sessions.get", { id: "s" });
  return options;
}

test("a step that another node can take over has little time at each; one node alone has the default", async () => {
  const taken = { timeout: STEP_TIMEOUT_MS, retries: STEP_RETRIES };
  const read = { timeout: 2000, retries: 2 };
  expect(await optionsOf({})).toEqual([taken, taken, read]);
  expect(await optionsOf(null)).toEqual([{}, {}, read]);
});
