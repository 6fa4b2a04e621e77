import { NO_ROWS } from "../../services/stats/batch.ts";
import { emptyBoard, emptyColumn, roomFor } from "../../services/stats/board-memory.ts";
import { Scores } from "../../services/stats/scores.ts";
import { StatsThreads } from "../../services/stats/stats-threads.ts";

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
    const ended: string[] = [];
    const analyses = Array.from({ length: 10 }, () =>
      threads
        .analyse({ board: large, shapes: SHAPES, removed: [], questions: [1] })
        .then(() => ended.push("large")),
    );
    const refresh = threads
      .refresh({ board: emptyBoard(), ...circumstances })
      .then(() => ended.push("small"));
    await Promise.all([...analyses, refresh]);
    expect(ended.indexOf("small")).toBeLessThan(5);
  } finally {
    await threads.stop();
  }
});
