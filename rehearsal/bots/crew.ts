import { monitorEventLoopDelay } from "node:perf_hooks";
import type { CrewFigures } from "../figures/crew-figures.ts";
import { Bot } from "./bot.ts";
import type { CrewPlan } from "./messages.ts";
import { Recorder } from "./recorder.ts";

/** Node's monitor records the time between two samples: so much of each value is no delay, in ms. */
const RESOLUTION_MS = 10;

/** The players of one thread. */
export class Crew {
  readonly #recorder = new Recorder();
  readonly #bots: Bot[] = [];
  readonly #joins: NodeJS.Timeout[] = [];
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #cpuAtStart = process.threadCpuUsage();

  /** Lets the players join, one after the other. */
  constructor({ crowd, players, allPlayers, rampMs }: CrewPlan) {
    this.#delay.enable();
    for (const no of players) {
      const join = () => {
        const bot = new Bot(crowd, no, this.#recorder);
        this.#bots.push(bot);
        void bot.join();
      };
      this.#joins.push(setTimeout(join, Bot.joinDelayMs(crowd, no, allPlayers, rampMs)));
    }
  }

  get progress() {
    return this.#recorder.progress;
  }

  /** Who has not joined yet stays away, and nobody answers any more. Answers on their way still get their verdicts. */
  windDown(): void {
    for (const join of this.#joins) clearTimeout(join);
    for (const bot of this.#bots) bot.stopAnswering();
  }

  /** Ends all players. @returns what they have done and seen */
  finish(): CrewFigures {
    this.windDown();
    for (const bot of this.#bots) bot.leave();
    const { figures } = this.#recorder;
    const { user, system } = process.threadCpuUsage(this.#cpuAtStart);
    figures.cpuMs = (user + system) / 1000;
    if (this.#delay.count > 0) {
      figures.loopDelayP99Ms = Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS);
      figures.loopDelayMaxMs = Math.max(0, this.#delay.max / 1e6 - RESOLUTION_MS);
    }
    this.#delay.disable();
    return figures;
  }
}
