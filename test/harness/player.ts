import { setTimeout } from "node:timers/promises";
import type { Api } from "../../client/src/api.ts";
import { type Client, must, type Reply } from "./client.ts";
import type {
  Answer,
  ErrorBody,
  JoinBody,
  Joined,
  Leaderboard,
  Me,
  OwnAnswer,
  PlayerQuestion,
  SessionState,
  Stats,
  Verdict,
} from "./contract.ts";
import { EventStream } from "./event-stream.ts";
import type { Query } from "./host.ts";

/** How often an answer that was put off is sent again. A busy machine may need several attempts. */
const MAX_RETRIES = 5;
const RETRY_MS = 100;

export interface PlayerQuiz {
  title: string;
  questions: PlayerQuestion[];
}

/** The calls of the contract that only read a session, with or without a token. */
export class Spectator {
  readonly client: Client;
  readonly sessionId: string;
  readonly token: string | undefined;

  constructor(client: Client, sessionId: string, token?: string) {
    this.client = client;
    this.sessionId = sessionId;
    this.token = token;
  }

  call<T>(use: (api: Api) => Promise<{ data?: T; error?: unknown }>): Promise<Reply<T>> {
    return this.client.call(this.token, use);
  }
  state(): Promise<Reply<SessionState>> {
    return this.call((api) => api.GET("/api/sessions/{id}", { params: this.at }));
  }
  quiz(headers: Record<string, string> = {}): Promise<Reply<PlayerQuiz>> {
    return this.call((api) => api.GET("/api/sessions/{id}/quiz", { params: this.at, headers }));
  }
  /** @param ticket the `statsTicket` of a verdict on an answer to this question */
  stats(no: number, ticket?: string, headers: Record<string, string> = {}): Promise<Reply<Stats>> {
    const params = { path: { id: this.sessionId, no }, query: { ticket } };
    return this.call((api) => api.GET("/api/sessions/{id}/questions/{no}/stats", { params, headers }));
  }
  leaderboard(query: Query<"getLeaderboard"> = {}): Promise<Reply<Leaderboard>> {
    const params = { ...this.at, query };
    return this.call((api) => api.GET("/api/sessions/{id}/leaderboard", { params }));
  }
  me(): Promise<Reply<Me>> {
    return this.call((api) => api.GET("/api/sessions/{id}/me", { params: this.at }));
  }
  /** Opens the stream as any other call; its reply must end, as an error does. */
  tryEvents(): Promise<Reply<unknown>> {
    return this.call((api) => api.GET("/api/sessions/{id}/events", { params: this.at, parseAs: "stream" }));
  }
  events(lastEventId?: string): Promise<EventStream> {
    return EventStream.open(this.client.baseUrl, this.sessionId, { token: this.token, lastEventId });
  }

  protected get at(): { path: { id: string } } {
    return { path: { id: this.sessionId } };
  }
}

/** The calls of the contract that a player makes. */
export class Player extends Spectator {
  readonly joined: Joined;

  constructor(client: Client, joined: Joined) {
    super(client, joined.sessionId, joined.token);
    this.joined = joined;
  }

  static async join(client: Client, code: string, nickname: string): Promise<Player> {
    return new Player(client, must(await join(client, { code, nickname }), 201));
  }

  /** The same player on another device: comes back by pin. */
  async rejoin(client: Client, code: string): Promise<Player> {
    return new Player(client, must(await this.tryRejoin(client, code), 200));
  }
  tryRejoin(client: Client, code: string): Promise<Reply<Joined>> {
    const { playerNo, pin } = this.joined;
    return join(client, { code, playerNo, pin });
  }
  get no(): number {
    return this.joined.playerNo;
  }
  /** The same player with another client, as after a reconnect or on another device. */
  via(client: Client): Player {
    return new Player(client, this.joined);
  }
  /**
   * Sends an answer, and while it is put off sends it again with its receipt, as clients do.
   *
   * @returns the last reply, with the time at which the answer was first sent
   */
  async answer(question: number, answer: Answer): Promise<Reply<Verdict>> {
    let reply = await this.answerOnce(question, answer);
    const { sentAt } = reply;
    for (let retries = 0; retries < MAX_RETRIES; retries++) {
      const receipt = receiptOf(reply);
      if (receipt === undefined) break;
      await setTimeout(RETRY_MS);
      reply = await this.answerOnce(question, answer, receipt);
    }
    return { ...reply, sentAt };
  }
  /** Sends an answer once; it may be put off. */
  answerOnce(question: number, answer: Answer, receipt?: string): Promise<Reply<Verdict>> {
    const body = { question, ...answer, ...(receipt === undefined ? {} : { receipt }) };
    return this.call((api) => api.POST("/api/sessions/{id}/answers", { params: this.at, body }));
  }
  /** Sends an answer that is malformed, or may be. */
  post(body: unknown): Promise<Reply<Verdict>> {
    return this.postRaw(JSON.stringify(body));
  }
  postRaw(raw: string | Buffer): Promise<Reply<Verdict>> {
    const { token } = this.joined;
    return this.client.send("POST", `/api/sessions/${this.sessionId}/answers`, { token, raw });
  }
  ownAnswers(): Promise<Reply<OwnAnswer[]>> {
    const reply = this.call((api) => api.GET("/api/sessions/{id}/me/answers", { params: this.at }));
    return reply as Promise<Reply<OwnAnswer[]>>;
  }
}

/** The receipt of an answer that was put off; undefined if the reply is no 503 or has none. */
export function receiptOf({ status, body }: Reply<unknown>): string | undefined {
  if (status !== 503) return undefined;
  return ((body as ErrorBody).data as { receipt?: string } | undefined)?.receipt;
}

/** Joins, or comes back by pin. @returns the reply, whatever its status */
export function join(client: Client, body: JoinBody): Promise<Reply<Joined>> {
  return client.call(undefined, (api) => api.POST("/api/join", { body }));
}

/** Joins a player per nickname, all at once, spread evenly over the clients. */
export function joinAll(
  clients: readonly Client[],
  code: string,
  names: readonly string[],
): Promise<Player[]> {
  return Promise.all(
    names.map((name, index) => Player.join(clients[index % clients.length] as Client, code, name)),
  );
}

/** Joins a player per nickname, one after the other: they get the numbers 1, 2, 3 … in this order on a cluster too. */
export async function joinInOrder(
  clients: readonly Client[],
  code: string,
  names: readonly string[],
): Promise<Player[]> {
  const players: Player[] = [];
  for (const [index, name] of names.entries()) {
    players.push(await Player.join(clients[index % clients.length] as Client, code, name));
  }
  return players;
}
