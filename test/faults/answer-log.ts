/** One answer of one player to one question, and what the player was told about it. */
export interface Entry {
  readonly player: number;
  readonly question: number;
  readonly choice: number;
  /** Whether one of its deliveries got no verdict: the connection broke, or it was put off. */
  isUncertain: boolean;
  /** What the player was told in the end; `unknown` if there was no verdict. */
  outcome: "unknown" | "accepted" | "refused";
  /** The time in an accepted answer's verdict. It must be the same in every verdict. */
  elapsedMs: number | undefined;
  /** When it was first sent, and when its first reply came; epoch ms. */
  sentAt?: number;
  repliedAt?: number;
}

/** What the players of one session were told about their answers, and every violation of docs/promises.md. */
export class AnswerLog {
  readonly entries: Entry[] = [];
  /** Answers that were confirmed again to a player who repeated them. */
  repeated = 0;
  /** Stored answers whose reply was cut off; the player learned it only by sending again. */
  cutOff = 0;
  /** Deliveries that got 503 with a receipt. */
  putOff = 0;
  /** Deliveries that got 503 without a receipt. */
  refusedWithoutReceipt = 0;
  /** Deliveries whose connection broke before the verdict. */
  broken = 0;
  /** The slowest delivery, in ms. */
  slowestMs = 0;
  /** The time to each 503, in ms. */
  readonly refusedInMs: number[] = [];
  /** Violations of the promises, one line each. */
  readonly violations: string[] = [];

  add(player: number, question: number, choice: number): Entry {
    const entry: Entry = {
      player,
      question,
      choice,
      isUncertain: false,
      outcome: "unknown",
      elapsedMs: undefined,
    };
    this.entries.push(entry);
    return entry;
  }

  count(outcome: Entry["outcome"]): number {
    return this.entries.filter((entry) => entry.outcome === outcome).length;
  }

  /** The line that a test prints. */
  summary(found: { lost: number; doubled: number }): string {
    const counts = {
      tried: this.entries.length,
      accepted: this.count("accepted"),
      repeated: this.repeated,
      refused: this.count("refused"),
      "put off": this.putOff,
      "without receipt": this.refusedWithoutReceipt,
      broken: this.broken,
      unknown: this.count("unknown"),
      lost: found.lost,
      doubled: found.doubled,
      "slowest ms": this.slowestMs,
    };
    return Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  }
}
