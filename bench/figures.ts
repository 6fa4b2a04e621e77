import { answers } from "./figures/answers.ts";
import { boardFold } from "./figures/board-fold.ts";
import { ranking } from "./figures/ranking.ts";
import { statsReads } from "./figures/stats-reads.ts";
import type { Figure } from "./measuring/figure.ts";

/** All that `npm run bench` takes, in the order in which bench/README.md shows them. */
export const FIGURES: readonly Figure[] = [answers, statsReads, ranking, boardFold];
