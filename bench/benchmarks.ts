import { answers } from "./benchmarks/answers.ts";
import { batching } from "./benchmarks/batching.ts";
import { boardFold } from "./benchmarks/board-fold.ts";
import { clusterAnswers } from "./benchmarks/cluster-answers.ts";
import { fanOut } from "./benchmarks/fan-out.ts";
import { joins } from "./benchmarks/joins.ts";
import { latency } from "./benchmarks/latency.ts";
import { ranking } from "./benchmarks/ranking.ts";
import { reading } from "./benchmarks/reading.ts";
import { quizReads, statsReads } from "./benchmarks/reads.ts";
import { rebuild } from "./benchmarks/rebuild.ts";
import { smallSessions } from "./benchmarks/small-sessions.ts";
import { staleness } from "./benchmarks/staleness.ts";
import { statements } from "./benchmarks/statements.ts";
import type { Figure } from "./measuring/benchmark.ts";

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
