import { emptyBoard, emptyColumn, slotsFor } from "../../../../services/stats/board/board-memory.ts";
import { Scores } from "../../../../services/stats/board/scores.ts";
import { NO_ROWS } from "../../../../services/stats/reading/packed-rows.ts";
import { WorkerPools } from "../../../../services/stats/worker/worker-pools.ts";

/** How many times a large session is analysed; on one thread this takes seconds. */
const ANALYSES = 300;
const SHAPES = [{ tally: "option" as const, isUnscored: false, options: 4 }];

test("the refresh of a small session does not wait for the tasks of a large one", async () => {
  const players = 300_000;
  const column = emptyColumn(1, "option", players);
  const large = {
    ...emptyBoard(),
    players,
    columns: [column],
    scores: Scores.allocate(slotsFor(players)),
  };
  const task = {
    rows: NO_ROWS,
    shapes: SHAPES,
    players: 10,
    removed: [],
    voided: [],
    open: [],
    byTime: true,
  };
  const workers = new WorkerPools(1);
  try {
    await workers.refresh({ board: emptyBoard(), ...task });
    const analysis = { board: large, shapes: SHAPES, removed: [], questions: [1], byTime: true };
    await workers.analyse(analysis);
    let unfinished = ANALYSES;
    const analyses = Array.from({ length: ANALYSES }, () =>
      workers.analyse(analysis).then(() => unfinished--),
    );
    // The analyses still waiting when the pools stop are rejected.
    const settled = Promise.allSettled(analyses);
    await workers.refresh({ board: emptyBoard(), ...task });
    const waiting = unfinished;
    await workers.stop();
    await settled;
    expect(waiting).toBeGreaterThan(ANALYSES / 2);
  } finally {
    await workers.stop();
  }
});
