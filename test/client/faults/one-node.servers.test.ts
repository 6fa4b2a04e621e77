import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type StandaloneNode, startStandalone } from "../../harness/deployment.ts";
import { freshFolder } from "../../harness/fresh-folder.ts";
import { answerAtTheLastSecond } from "./scenarios/receipts.ts";
import { answerThroughRestart } from "./scenarios/restart.ts";
import { sleepThrough } from "./scenarios/sleep.ts";
import { withGame } from "./side-by-side.ts";

const PRELOAD = fileURLToPath(new URL("../../harness/settable-clock.ts", import.meta.url));

/** On a node that is pushed about: its queue holds two answers, its clock is set, and it is started again. */
describe("the client survives", () => {
  const folder = freshFolder();
  const setClock = (offsetMs: number) => writeFileSync(join(folder, "offset"), String(offsetMs));
  let deployment: StandaloneNode;

  beforeAll(async () => {
    setClock(0);
    deployment = await startStandalone({
      STAMPEDE_QUEUE_ROWS: "2",
      STAMPEDE_BATCH_WINDOW_MS: "200",
      NODE_OPTIONS: `--import=${PRELOAD}`,
      TEST_CLOCK_OFFSET_FILE: join(folder, "offset"),
    });
  }, 120_000);
  afterAll(() => deployment?.stop());

  test(
    "a 503 with a receipt at the last second before the close: the answer counts as of its first arrival",
    () => withGame(deployment, answerAtTheLastSecond),
    90_000,
  );

  test(
    "a page that sleeps for five minutes in the middle of a question",
    () => sleepThrough(deployment, setClock),
    90_000,
  );

  test(
    "a gateway that drains and comes back: nothing is lost, and the players come back one by one",
    () => withGame(deployment, (game) => answerThroughRestart(game, deployment)),
    120_000,
  );
});
