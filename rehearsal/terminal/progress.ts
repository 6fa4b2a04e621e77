import { number } from "../figures/verdict.ts";

/** Where the progress is written, such as stderr. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** The interval between two lines if nobody sees them being replaced, in ms. */
const LINE_INTERVAL_MS = 5000;

/** The progress: one line that is written over on a terminal, and a line from time to time in a file. */
export class Progress {
  readonly #out: Output;
  readonly #now: () => number;
  #shown = "";
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(out: Output, now: () => number = () => performance.now()) {
    this.#out = out;
    this.#now = now;
  }

  /** Shows how far it is. */
  update(line: string): void {
    if (line === this.#shown) return;
    if (this.#out.isTTY) {
      this.#shown = line;
      this.#out.write(`\r\x1b[K${line.slice(0, Math.max(20, (this.#out.columns ?? 80) - 1))}`);
    } else if (this.#now() - this.#writtenAt >= LINE_INTERVAL_MS) {
      this.#shown = line;
      this.#writtenAt = this.#now();
      this.#out.write(`${line}\n`);
    }
  }

  /** Writes lines that stay. */
  log(text: string): void {
    this.clear();
    this.#out.write(`${text}\n`);
  }

  /** Removes the line that would be written over. */
  clear(): void {
    if (this.#out.isTTY && this.#shown !== "") this.#out.write("\r\x1b[K");
    this.#shown = "";
  }
}

/** The progress as one line. */
export function progressLine(
  step: string,
  seconds: number,
  counts: {
    joined: number;
    refused: number;
    sent: number;
    counted: number;
    refusedAnswers: number;
    underWay: number;
  },
): string {
  const { joined, refused, sent, counted, refusedAnswers, underWay } = counts;
  const parts = [
    clockText(seconds),
    step,
    `${number(joined)} in${refused > 0 ? ` (${number(refused)} not let in)` : ""}`,
    ...(sent > 0
      ? [
          `${number(sent)} answers: ${number(counted)} counted, ${number(refusedAnswers)} refused, ${number(underWay)} under way`,
        ]
      : []),
  ];
  return parts.join(" · ");
}

/** Minutes and seconds, such as 3:07. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
