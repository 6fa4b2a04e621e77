import type { ServiceBroker } from "moleculer";
import { expose } from "../../platform/metrics/expose.ts";
import type { Ahead } from "./load-forecast.repo.ts";

/** How far ahead the nodes may be wanted: as long as it takes to bring machines up, and longer. */
export const LEADS = { "0s": 0, "5m": 300, "15m": 900, "30m": 1800, "1h": 3600 } as const;
/** For how long a session that nobody ends counts, in seconds. */
const LONGEST_SESSION = 6 * 3600;

const LOOK_EVERY_MS = 10_000;
/** Older than this, in ms, what was seen is no longer told. */
const GOOD_FOR_MS = 60_000;

/**
 * What every sessions node says of the sessions that are ahead, so that the nodes stand before the crowd does.
 * It stands in the database, so it does not matter which node is asked, or since when that one lives.
 */
export class Outlook {
  readonly #look: (leads: readonly number[], longest: number) => Promise<Ahead>;
  #seen: Ahead | undefined;
  #seenAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: (leads: readonly number[], longest: number) => Promise<Ahead>) {
    this.#look = look;
  }

  /** Looks now, and then every now and again. A look that fails is made good for by the next. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    await this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    try {
      this.#seen = await this.#look(Object.values(LEADS), LONGEST_SESSION);
      this.#seenAt = performance.now();
    } catch {
      // What was seen grows old, and is then no longer told.
    }
  }

  expose(broker: ServiceBroker): void {
    expose(broker, "stampede_scheduled_players", () => {
      const players = this.#recent?.players;
      return (
        players && Object.keys(LEADS).map((lead, index) => ({ labels: { lead }, value: players[index]! }))
      );
    });
    expose(broker, "stampede_sessions", () => {
      const seen = this.#recent;
      return (
        seen && (["open", "scheduled"] as const).map((state) => ({ labels: { state }, value: seen[state] }))
      );
    });
    expose(broker, "stampede_clock_overdue_seconds", () => this.#recent?.overdueSeconds);
  }

  get #recent(): Ahead | undefined {
    return performance.now() - this.#seenAt < GOOD_FOR_MS ? this.#seen : undefined;
  }
}
