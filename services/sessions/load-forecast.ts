import type { ServiceBroker } from "moleculer";
import { expose } from "../../platform/metrics/expose.ts";
import type { Forecast } from "./load-forecast.repo.ts";

/** How long before an opening the nodes may be needed, in seconds: as long as machines take to start, and longer. */
export const LEAD_TIMES = { "0s": 0, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600 } as const;
/** A session that nobody ends counts for this long, in seconds. */
const MAX_SESSION_SECONDS = 6 * 3600;

const REFRESH_INTERVAL_MS = 10_000;
/** A forecast older than this is no longer exposed, in ms. */
const MAX_AGE_MS = 60_000;

/**
 * Forecast metrics for pre-scaling: nodes can start before the players come. Every sessions node exposes the same
 * values because they come from the database.
 */
export class LoadForecast {
  readonly #query: (leadTimes: readonly number[], maxSessionSeconds: number) => Promise<Forecast>;
  #newest: Forecast | undefined;
  #newestAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(query: (leadTimes: readonly number[], maxSessionSeconds: number) => Promise<Forecast>) {
    this.#query = query;
  }

  /** Queries at once and then every 10 s. A failed query is ignored. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.refresh(), REFRESH_INTERVAL_MS);
    await this.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      this.#newest = await this.#query(Object.values(LEAD_TIMES), MAX_SESSION_SECONDS);
      this.#newestAt = performance.now();
    } catch {
      // The last forecast stays exposed until it is too old.
    }
  }

  expose(broker: ServiceBroker): void {
    expose(broker, "stampede_scheduled_players", () => byLead(this.#current?.players));
    expose(broker, "stampede_scheduled_players_over_limit", () => byLead(this.#current?.playersOverLimit));
    expose(broker, "stampede_sessions", () => {
      const current = this.#current;
      return (
        current &&
        (["open", "scheduled"] as const).map((state) => ({ labels: { state }, value: current[state] }))
      );
    });
    expose(broker, "stampede_clock_overdue_seconds", () => this.#current?.overdueSeconds);
  }

  get #current(): Forecast | undefined {
    return performance.now() - this.#newestAt < MAX_AGE_MS ? this.#newest : undefined;
  }
}

const byLead = (players: readonly number[] | undefined) =>
  players && Object.keys(LEAD_TIMES).map((lead, index) => ({ labels: { lead }, value: players[index]! }));
