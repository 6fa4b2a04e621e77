import { emptyBoard, emptyColumn, roomFor } from "../../../../services/stats/board/board-memory.ts";
import { Scores } from "../../../../services/stats/ranking/scores.ts";
import { NO_ROWS } from "../../../../services/stats/reading/packed-rows.ts";
import { StatsThreads } from "../../../../services/stats/worker/worker-pools.ts";

/** So many for a large session that they take seconds one after the other. */
const ANALYSES = 300;
const SHAPES = [{ form: "option" as const, isPoll: false, options: 4 }];

test("a small session's refresh does not wait for what there is to do for a large one", async () => {
  const players = 300_000;
  const column = emptyColumn(1, "option", players);
  const large = {
    ...emptyBoard(),
    players,
    columns: [column],
    scores: Scores.allocate(roomFor(players)),
  };
  const circumstances = { rows: NO_ROWS, shapes: SHAPES, players: 10, removed: [], voided: [], open: [] };
  const threads = new StatsThreads(1);
  try {
    await threads.refresh({ board: emptyBoard(), ...circumstances });
    await threads.analyse({ board: large, shapes: SHAPES, removed: [], questions: [1] });
    let left = ANALYSES;
    const analyses = Array.from({ length: ANALYSES }, () =>
      threads.analyse({ board: large, shapes: SHAPES, removed: [], questions: [1] }).then(() => left--),
    );
    // Those that are left when the threads are stopped are rejected.
    const settled = Promise.allSettled(analyses);
    await threads.refresh({ board: emptyBoard(), ...circumstances });
    const stillToDo = left;
    await threads.stop();
    await settled;
    expect(stillToDo).toBeGreaterThan(ANALYSES / 2);
  } finally {
    await threads.stop();
  }
});
