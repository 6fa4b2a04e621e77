import { answers } from "./figures/answers.ts";
import { batching } from "./figures/batching.ts";
import { boardFold } from "./figures/board-fold.ts";
import { clusterAnswers } from "./figures/cluster-answers.ts";
import { fanOut } from "./figures/fan-out.ts";
import { joins } from "./figures/joins.ts";
import { latency } from "./figures/latency.ts";
import { ranking } from "./figures/ranking.ts";
import { reading } from "./figures/reading.ts";
import { quizReads, statsReads } from "./figures/reads.ts";
import { rebuild } from "./figures/rebuild.ts";
import { smallSessions } from "./figures/small-sessions.ts";
import { staleness } from "./figures/staleness.ts";
import { statements } from "./figures/statements.ts";
import type { Figure } from "./measuring/figure.ts";

/** All that `npm run bench` takes, in the order in which bench/README.md shows them. */
export const FIGURES: readonly Figure[] = [
  clusterAnswers,
  answers,
  statsReads,
  quizReads,
  joins,
  latency,
  batching,
  statements,
  fanOut,
  ranking,
  boardFold,
  rebuild,
  reading,
  smallSessions,
  staleness,
];
