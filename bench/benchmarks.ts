import { answers } from "./benchmarks/answers.ts";
import { batching } from "./benchmarks/batching.ts";
import { boardFold } from "./benchmarks/board-fold.ts";
import { clusterAnswers } from "./benchmarks/cluster-answers.ts";
import { fanOut } from "./benchmarks/fan-out.ts";
import { idleNodes } from "./benchmarks/idle-nodes.ts";
import { joins } from "./benchmarks/joins.ts";
import { latency } from "./benchmarks/latency.ts";
import { pageReads } from "./benchmarks/page-reads.ts";
import { proxiedAnswers, proxiedReads } from "./benchmarks/proxied.ts";
import { ranking } from "./benchmarks/ranking.ts";
import { reading } from "./benchmarks/reading.ts";
import { quizReads, statsReads } from "./benchmarks/reads.ts";
import { rebuild } from "./benchmarks/rebuild.ts";
import { smallSessions } from "./benchmarks/small-sessions.ts";
import { staleness } from "./benchmarks/staleness.ts";
import { starts } from "./benchmarks/starts.ts";
import { statements } from "./benchmarks/statements.ts";
import { storm } from "./benchmarks/storm.ts";
import { streams } from "./benchmarks/streams.ts";
import type { Benchmark } from "./measuring/benchmark.ts";

/** All benchmarks of `npm run bench`, in the order of bench/README.md. */
export const BENCHMARKS: readonly Benchmark[] = [
  clusterAnswers,
  answers,
  statsReads,
  quizReads,
  proxiedAnswers,
  proxiedReads,
  pageReads,
  joins,
  latency,
  batching,
  statements,
  fanOut,
  streams,
  storm,
  idleNodes,
  starts,
  ranking,
  boardFold,
  rebuild,
  reading,
  smallSessions,
  staleness,
];
