import type { CrewFigures } from "../figures/crew-figures.ts";
import type { Crowd } from "./bot.ts";
import type { CrewProgress } from "./recorder.ts";

/** What a crew's thread gets at its start. */
export interface CrewPlan {
  crowd: Crowd;
  /** The numbers of its players. */
  players: number[];
  /** How many players all crews have together. */
  allPlayers: number;
  /** Over how many ms all of them join. */
  rampMs: number;
}

/** What a crew's thread is told: no more joins and no new answers; or end and send the figures. */
export type ToCrew = "wind-down" | "finish";

/** What a crew's thread says. */
export type FromCrew = { progress: CrewProgress; isWindingDown?: true } | { figures: CrewFigures };
