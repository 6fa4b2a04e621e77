import type { Costs } from "./costs.ts";
import { partOf, plan } from "./model.ts";
import { questionLoad } from "./parts.ts";
import type { Scenario } from "./scenario.ts";

const MILLION = 1_000_000;
const SECONDS = 10;
const OUTAGE_AT_MS = 5000;

/** Scenarios on the system that the model plans for a million answers in 10 s: as planned, with more cores, in 2 s, and with outages. */
export function scenarios(costs: Costs, players = MILLION): Scenario[] {
  // The bytes of the streams change no number of nodes.
  const { parts } = plan(costs, { players, seconds: SECONDS }, 0);
  const [gateways, answersNodes] = [partOf(parts, "gateway"), partOf(parts, "answers")];
  const { gateway = 0, answers = 0, Postgres = 0 } = costs.answer;
  const planned: Scenario = {
    name: "everyone in 10 s",
    players,
    withinMs: SECONDS * 1000,
    gateways: gateways.processes,
    answersNodes: answersNodes.processes,
    nodeCores: Math.max(1, Math.floor(gateways.cores + answersNodes.cores)),
    postgresCores: Math.max(1, Math.floor(partOf(parts, "Postgres").cores)),
    gatewayMs: gatewayMsPerPlayer(costs, players),
    retryMs: gateway / 1000,
    answersMs: answers / 1000,
    postgresMs: Postgres / 1000,
    seed: 1,
  };
  const withOutage = (
    part: NonNullable<Scenario["outage"]>["part"],
    name: string,
    backAfterMs: number,
  ): Scenario => ({
    ...planned,
    name,
    outage: { part, atMs: OUTAGE_AT_MS, backAfterMs },
  });
  return [
    planned,
    {
      ...planned,
      name: "the same, a core for each process",
      nodeCores: gateways.processes + answersNodes.processes,
    },
    { ...planned, name: "everyone in 2 s", withinMs: 2000 },
    withOutage("gateway", "a gateway crashes", 15_000),
    withOutage("answers", "an answers node crashes", 15_000),
    withOutage("nats", "NATS is down for 1 s", 1000),
    withOutage("postgres", "Postgres is down for 5 s", 5000),
  ];
}

/** All that the gateways do while the players answer, reads, events and open streams included, per player. */
function gatewayMsPerPlayer(costs: Costs, players: number): number {
  return (questionLoad(costs, players, SECONDS).gateway * 1000 * SECONDS) / players;
}
