/** One answer of one player to one question, and what the player was told of it. */
export interface Entry {
  readonly player: number;
  readonly question: number;
  readonly choice: number;
  /** Whether some sending of it never got a verdict: its connection broke, or it was put off. */
  isUncertain: boolean;
  /** What its player was told in the end; `unknown` where nobody ever said. */
  told: "unknown" | "accepted" | "refused";
  /** Of an accepted answer, as the player was told; an answer may only ever have one. */
  elapsedMs: number | undefined;
  /** When it was first sent, and when the first reply to it was there; epoch ms. */
  sentAt?: number;
  heardAt?: number;
}

/** What the players of one game were told, and all that should never have happened to them. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** Answers that were confirmed once more to a player who had sent them again. */
  repeated = 0;
  /** Answers of which the player learned only by asking again that they had been stored: their reply was cut off. */
  cutOff = 0;
  /** Sendings that got 503 with a receipt. */
  putOff = 0;
  /** Sendings that got 503 without one: nobody had looked at the answer yet. */
  turnedAway = 0;
  /** Sendings whose connection broke before there was a verdict. */
  broken = 0;
  /** The longest that anything took, in ms. */
  slowestMs = 0;
  /** How long players waited for each 503, in ms. */
  readonly refusedInMs: number[] = [];
  /** What broke a promise, one line each. */
  readonly faults: string[] = [];

  enter(player: number, question: number, choice: number): Entry {
    const entry: Entry = {
      player,
      question,
      choice,
      isUncertain: false,
      told: "unknown",
      elapsedMs: undefined,
    };
    this.entries.push(entry);
    return entry;
  }

  count(told: Entry["told"]): number {
    return this.entries.filter((entry) => entry.told === told).length;
  }

  /** The line that a test prints. */
  summary(found: { lost: number; doubled: number }): string {
    const figures = {
      tried: this.entries.length,
      accepted: this.count("accepted"),
      repeated: this.repeated,
      refused: this.count("refused"),
      "put off": this.putOff,
      "turned away": this.turnedAway,
      broken: this.broken,
      unknown: this.count("unknown"),
      lost: found.lost,
      doubled: found.doubled,
      "slowest ms": this.slowestMs,
    };
    return Object.entries(figures)
      .map(([name, figure]) => `${name} ${figure}`)
      .join(", ");
  }
}
