import { Rig, SCENARIO_MS, START_MS } from "./fault-harness.ts";

describe("an answers node", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await Rig.start();
  }, START_MS);
  afterAll(() => rig?.stop(), START_MS);

  test(
    "that is killed loses nothing that anyone was told is stored",
    async () => {
      const [node] = rig.cluster.nodes("answers");
      const name = "kill -9 of an answers node";
      await rig.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(400);
        await node!.kill("SIGKILL");
        await crowd.accepted(600);
        await node!.restart();
        await crowd.accepted(300);
      });
    },
    SCENARIO_MS,
  );

  test(
    "that freezes is done without, and when it thaws nothing counts twice",
    async () => {
      const [, node] = rig.cluster.nodes("answers");
      const name = "SIGSTOP and SIGCONT of an answers node";
      await rig.play({ name, isBalanced: true }, async ({ crowd }) => {
        await crowd.accepted(400);
        await node!.kill("SIGSTOP");
        await crowd.accepted(1000);
        await node!.kill("SIGCONT");
        await crowd.accepted(300);
      });
    },
    SCENARIO_MS,
  );
});
