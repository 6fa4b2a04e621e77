import type { Costs } from "./costs.ts";
import { plan } from "./model.ts";
import type { Scenario } from "./scenario.ts";

const MILLION = 1_000_000;
const SECONDS = 10;
const PEAK_MS = 5000;

/** A million players on the system that the model plans for everyone in 10 s; then the same in 2 s, and with deaths. */
export function scenarios(costs: Costs, players = MILLION): Scenario[] {
  const { gateways, answersNodes, postgresCores } = plan(costs, { players, seconds: SECONDS });
  const { gateway = 0, answers = 0, Postgres = 0 } = costs.answer;
  const usual: Scenario = {
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
  const death = (
    what: NonNullable<Scenario["dies"]>["what"],
    name: string,
    backAfterMs: number,
  ): Scenario => ({
    ...usual,
    name,
    dies: { what, atMs: PEAK_MS, backAfterMs },
  });
  return [
    usual,
    { ...usual, name: "everyone in 2 s", withinMs: 2000 },
    death("gateway", "a gateway dies", 15_000),
    death("answers", "an answers node dies", 15_000),
    death("nats", "NATS is away for 1 s", 1000),
    death("postgres", "Postgres is away for 5 s", 5000),
  ];
}
