import type { Costs } from "./costs.ts";
import { plan } from "./model.ts";
import type { Scenario } from "./scenario.ts";

const MILLION = 1_000_000;
const SECONDS = 10;
const OUTAGE_AT_MS = 5000;

/** Scenarios on the system that the model plans for a million answers in 10 s: as planned, in 2 s, and with outages. */
export function scenarios(costs: Costs, players = MILLION): Scenario[] {
  // The bytes of the streams change no number of nodes.
  const { gateways, answersNodes, postgresCores } = plan(costs, { players, seconds: SECONDS }, 0);
  const { gateway = 0, answers = 0, Postgres = 0 } = costs.answer;
  const planned: Scenario = {
    name: "everyone in 10 s",
    players,
    withinMs: SECONDS * 1000,
    gateways,
    answersNodes,
    postgresCores,
    gatewayMs: gateway / 1000,
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
    { ...planned, name: "everyone in 2 s", withinMs: 2000 },
    withOutage("gateway", "a gateway crashes", 15_000),
    withOutage("answers", "an answers node crashes", 15_000),
    withOutage("nats", "NATS is down for 1 s", 1000),
    withOutage("postgres", "Postgres is down for 5 s", 5000),
  ];
}
