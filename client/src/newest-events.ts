import type { HostedSession, Session, StreamEvent, StreamPayloads } from "./types.ts";

/** The newest that the events of one session have told. */
export class NewestEvents {
  readonly stats = new Map<number, StreamPayloads["stats"]>();
  session: Session | HostedSession | undefined;
  leaderboard: StreamPayloads["leaderboard"] | undefined;
  ended: StreamEvent | undefined;
  /** The id of the newest event. */
  id = "";
  /** The session's revision: the first part of the id of its newest state. */
  #revision = -1;

  /**
   * Takes an event, unless something newer is known: after an interruption events come again, and the server that sends
   * them may lag a little behind the one that the client had before.
   *
   * @returns whether it was taken
   */
  take(received: StreamEvent): boolean {
    const { event, id, data } = received;
    const { session, leaderboard, stats } = this;
    if (event === "stats") {
      if (data.asOf < (stats.get(data.question)?.asOf ?? "")) return false;
      stats.set(data.question, data);
    } else if (event === "leaderboard") {
      if (data.asOf < (leaderboard?.asOf ?? "")) return false;
      this.leaderboard = data;
    } else if (event !== "joined" && event !== "removed") {
      const revision = Number.parseInt(id, 10);
      if (revision < this.#revision) return false;
      if (event === "state" || event === "ended") {
        if (revision === this.#revision && data.now < (session?.now ?? "")) return false;
        if (event === "ended" && this.ended) return false;
        this.#revision = revision;
        this.session = data;
      }
      if (event === "ended") this.ended = received;
    }
    this.id = id;
    return true;
  }

  /** The event that a brief one stands for too: the state after a question or a close, and the leaderboard of stats. */
  impliedBy({ event, id, data }: StreamEvent): StreamEvent | undefined {
    const { session } = this;
    if (event === "stats" && data.leaderboard)
      return { event: "leaderboard", id, data: { ...data.leaderboard, now: data.now } };
    if ((event !== "question" && event !== "closed") || !session || data.players === undefined) return;
    const { players, now, ...told } = data;
    let { question } = session;
    if ("no" in told) question = told;
    else if (question?.no === told.question) question = { ...question, closesAt: told.closedAt };
    return { event: "state", id, data: { ...session, players, question, now } as Session };
  }
}
