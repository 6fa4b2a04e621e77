import { formatDuration } from "./duration.ts";

const TERMINAL_INTERVAL_MS = 1000;
/** The interval between lines if the output is not a terminal, in ms. */
const LOG_INTERVAL_MS = 15_000;

/** Shows the progress of the game, the rate, and the remaining time. */
export class Progress {
  readonly #total: number;
  readonly #out: NodeJS.WriteStream;
  readonly #now: () => number;
  readonly #startedAt: number;
  #completedBefore = 0;
  #printedAt = 0;
  #label = "";
  #phaseStartedAt = 0;

  /** @param total requests of all phases */
  constructor(total: number, out: NodeJS.WriteStream = process.stderr, now = () => performance.now()) {
    this.#total = total;
    this.#out = out;
    this.#now = now;
    this.#startedAt = now();
  }

  /** @param completed requests of the earlier phases */
  startPhase(label: string, completed: number): void {
    this.#label = label;
    this.#completedBefore = completed;
    this.#phaseStartedAt = this.#now();
    this.#printedAt = this.#phaseStartedAt;
  }

  /** @param count completed requests of this phase */
  update(count: number): void {
    const now = this.#now();
    if (now - this.#printedAt < (this.#out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return;
    this.#printedAt = now;
    const line = this.#line(count, now);
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  log(line: string): void {
    this.#out.write(`${this.#out.isTTY ? "\r\x1b[K" : ""}${line}\n`);
  }

  #line(count: number, now: number): string {
    const completed = this.#completedBefore + count;
    const elapsed = (now - this.#startedAt) / 1000;
    const left = completed === 0 ? 0 : (elapsed / completed) * (this.#total - completed);
    const rate = Math.round(count / Math.max(0.001, (now - this.#phaseStartedAt) / 1000));
    const percent = ((completed / this.#total) * 100).toFixed(1);
    return `${percent} %  ${this.#label}: ${count.toLocaleString("en")}, ${rate.toLocaleString("en")} per second; ${formatDuration(left)} left`;
  }
}
