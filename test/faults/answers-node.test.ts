import { FaultHarness, SCENARIO_MS, START_MS } from "./fault-harness.ts";

describe("an answers node", () => {
  let harness: FaultHarness;
  beforeAll(async () => {
    harness = await FaultHarness.start();
  }, START_MS);
  afterAll(() => harness?.stop(), START_MS);

  test(
    "that is killed loses no acknowledged answer",
    async () => {
      const [node] = harness.cluster.nodes("answers");
      const name = "kill -9 of an answers node";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(200);
        await node!.kill("SIGKILL");
        await crowd.untilAccepted(300);
        await node!.restart();
        await crowd.untilAccepted(150);
      });
    },
    SCENARIO_MS,
  );

  test(
    "that freezes is bypassed, and counts nothing twice when it continues",
    async () => {
      const [, node] = harness.cluster.nodes("answers");
      const name = "SIGSTOP and SIGCONT of an answers node";
      await harness.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.untilAccepted(200);
        await node!.kill("SIGSTOP");
        await crowd.untilAccepted(500);
        await node!.kill("SIGCONT");
        await crowd.untilAccepted(150);
      });
    },
    SCENARIO_MS,
  );
});
