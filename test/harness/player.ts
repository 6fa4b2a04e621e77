import { type Client, must, type Reply } from "./client.ts";
import type {
  Answer,
  Joined,
  Leaderboard,
  Me,
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

/** What anybody may read of a session, with a token or without. */
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
  stats(no: number): Promise<Reply<Stats>> {
    return this.read(`/questions/${no}/stats`);
  }
  leaderboard(query = ""): Promise<Reply<Leaderboard>> {
    return this.read(`/leaderboard${query}`);
  }
  events(lastEventId?: string): Promise<EventStream> {
    return EventStream.open(this.client.baseUrl, this.sessionId, { token: this.token, lastEventId });
  }
}

/** A player's calls of the contract. */
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

  get no(): number {
    return this.joined.playerNo;
  }
  /** The same player over other connections, as after a reconnect or on another device. */
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
  me(): Promise<Reply<Me>> {
    return this.read("/me");
  }
}

/** Joins many at once; `names` gives each nickname. Spread over the clients in turn. */
export function joinAll(
  clients: readonly Client[],
  code: string,
  names: readonly string[],
): Promise<Player[]> {
  return Promise.all(
    names.map((name, index) => Player.join(clients[index % clients.length] as Client, code, name)),
  );
}
