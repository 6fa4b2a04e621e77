import { ASSUMED, UTILISATION } from "./assumed.ts";
import type { Costs } from "./costs.ts";
import { type Demand, type Plan, plan } from "./model.ts";
import { arrivalLoad, idleCores, peakOf, questionLoad } from "./parts.ts";

/** A way to carry more players than one session with the usual settings. */
export interface Way {
  name: string;
  /** Clusters of equal size, each with its own Postgres, NATS and Redis. */
  clusters: number;
  /** The plan of each cluster. */
  plan: Plan;
}

const STREAMS_STEP = 1000;
/** More clusters than this are no way. */
const MAX_CLUSTERS = 100;

/**
 * What so many players need: one session as usual; as many sessions as their boards need in one cluster, with as many
 * streams at a gateway as a core can bear; and as few clusters as possible.
 */
export function waysFor(costs: Costs, demand: Demand, streamBytes: number): Way[] {
  const usual = plan(costs, demand, streamBytes);
  const sessions = Math.max(1, Math.ceil(usual.statsLoad / UTILISATION));
  const streamsPerGateway = streamsOfACore(costs, demand);
  const split = { ...demand, sessions, streamsPerGateway };
  const { clusters, each } = fewestClusters(costs, demand, streamBytes);
  return [
    { name: "one session", clusters: 1, plan: usual },
    {
      name: `${sessions} sessions, up to ${streamsPerGateway.toLocaleString("en")} streams at a gateway`,
      clusters: 1,
      plan: plan(costs, split, streamBytes),
    },
    { name: `${clusters} clusters with a session each`, clusters, plan: each },
  ];
}

/** How many streams one gateway can have that uses a core to 70 %, among as many nodes as there may be. */
export function streamsOfACore(costs: Costs, { players, seconds }: Demand): number {
  const load = peakOf([questionLoad(costs, players, seconds), arrivalLoad(costs, players)]);
  const streams = (UTILISATION - idleCores(costs, ASSUMED.maxNodes)) / (load.gateway / players);
  return Math.floor(streams / STREAMS_STEP) * STREAMS_STEP;
}

function fewestClusters(costs: Costs, demand: Demand, streamBytes: number) {
  for (let clusters = 1; clusters <= MAX_CLUSTERS; clusters++) {
    const each = plan(costs, { ...demand, players: Math.ceil(demand.players / clusters) }, streamBytes);
    if (each.limits[0]!.used <= 1) return { clusters, each };
  }
  throw new RangeError(`No number of clusters up to ${MAX_CLUSTERS} is enough`);
}

/** The least time in which all players of one session may answer, so that one stats node can own it, in s. */
export function secondsForOneBoard({ answer }: Costs, players: number): number {
  return Math.ceil((players * (answer.stats ?? 0)) / 1e6 / UTILISATION);
}
