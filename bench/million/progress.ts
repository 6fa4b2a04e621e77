import { formatDuration } from "./duration.ts";

const EVERY_MS = 1000;
/** Where nobody watches a terminal a line comes so seldom, in ms. */
const SELDOM_MS = 15_000;

/** Shows how far the whole game is, at what rate, and how long it will still take. */
export class Progress {
  readonly #total: number;
  readonly #out: NodeJS.WriteStream;
  readonly #now: () => number;
  readonly #startedAt: number;
  #before = 0;
  #shownAt = 0;
  #label = "";
  #stageAt = 0;

  /** @param total requests of all stages */
  constructor(total: number, out: NodeJS.WriteStream = process.stderr, now = () => performance.now()) {
    this.#total = total;
    this.#out = out;
    this.#now = now;
    this.#startedAt = now();
  }

  /** A new stage begins. @param done requests of the stages before it */
  stage(label: string, done: number): void {
    this.#label = label;
    this.#before = done;
    this.#stageAt = this.#now();
    this.#shownAt = this.#stageAt;
  }

  /** So many of this stage are done. */
  update(count: number): void {
    const now = this.#now();
    if (now - this.#shownAt < (this.#out.isTTY ? EVERY_MS : SELDOM_MS)) return;
    this.#shownAt = now;
    const line = this.#line(count, now);
    this.#out.write(this.#out.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  say(line: string): void {
    this.#out.write(`${this.#out.isTTY ? "\r\x1b[K" : ""}${line}\n`);
  }

  #line(count: number, now: number): string {
    const done = this.#before + count;
    const elapsed = (now - this.#startedAt) / 1000;
    const left = done === 0 ? 0 : (elapsed / done) * (this.#total - done);
    const rate = Math.round(count / Math.max(0.001, (now - this.#stageAt) / 1000));
    const percent = ((done / this.#total) * 100).toFixed(1);
    return `${percent} %  ${this.#label}: ${count.toLocaleString("en")}, ${rate.toLocaleString("en")} a second; ${formatDuration(left)} left`;
  }
}
