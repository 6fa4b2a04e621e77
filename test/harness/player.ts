import { type Client, must, type Reply } from "./client.ts";
import type {
  Answer,
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

  read<T>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.client.send("GET", `/api/sessions/${this.sessionId}${path}`, { token: this.token, headers });
  }
  state(): Promise<Reply<SessionState>> {
    return this.read("");
  }
  quiz(headers: Record<string, string> = {}): Promise<Reply<PlayerQuiz>> {
    return this.read("/quiz", headers);
  }
  /** @param ticket the `statsTicket` of a verdict on an answer to this question */
  stats(no: number, ticket?: string): Promise<Reply<Stats>> {
    return this.read(`/questions/${no}/stats${ticket === undefined ? "" : `?ticket=${ticket}`}`);
  }
  leaderboard(query = ""): Promise<Reply<Leaderboard>> {
    return this.read(`/leaderboard${query}`);
  }
  events(lastEventId?: string): Promise<EventStream> {
    return EventStream.open(this.client.baseUrl, this.sessionId, { token: this.token, lastEventId });
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
    const reply = await client.send<Joined>("POST", "/api/join", { json: { code, nickname } });
    return new Player(client, must(reply, 201));
  }

  /** The same player on another device: comes back by pin. */
  async rejoin(client: Client, code: string): Promise<Player> {
    return new Player(client, must(await this.tryRejoin(client, code), 200));
  }
  tryRejoin(client: Client, code: string): Promise<Reply<Joined>> {
    const { playerNo, pin } = this.joined;
    return client.send<Joined>("POST", "/api/join", { json: { code, playerNo, pin } });
  }
  get no(): number {
    return this.joined.playerNo;
  }
  /** The same player with another client, as after a reconnect or on another device. */
  via(client: Client): Player {
    return new Player(client, this.joined);
  }
  answer(question: number, answer: Answer): Promise<Reply<Verdict>> {
    return this.post({ question, ...answer });
  }
  post(body: unknown): Promise<Reply<Verdict>> {
    return this.postRaw(JSON.stringify(body));
  }
  postRaw(raw: string | Buffer): Promise<Reply<Verdict>> {
    return this.client.send("POST", `/api/sessions/${this.sessionId}/answers`, {
      token: this.joined.token,
      raw,
    });
  }
  ownAnswers(): Promise<Reply<OwnAnswer[]>> {
    return this.read("/me/answers");
  }
  me(): Promise<Reply<Me>> {
    return this.read("/me");
  }
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
