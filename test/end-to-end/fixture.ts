import { Client, must } from "../harness/client.ts";
import type { HostedSession, Question, Quiz, SessionDraft, SessionState } from "../harness/contract.ts";
import type { Deployment } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { joinAll, type Player, Spectator } from "../harness/player.ts";
import { until, untilEqual } from "../harness/until.ts";

/** One session with its host, its players and somebody who only looks on. */
export interface SessionFixture {
  clients: Client[];
  client: Client;
  host: Host;
  quiz: Quiz;
  session: HostedSession;
  players: Player[];
  spectator: Spectator;
}

/** A host of this name, on the deployment's first gateway. */
export function hostOf(deployment: Deployment, name: string): Host {
  return new Host(new Client(deployment.baseUrls[0] as string), deployment.hostToken(name));
}

/** Names for a crowd, each its own. */
export function playerNames(count: number, prefix = "Player"): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${String(index + 1).padStart(3, "0")}`);
}

export interface SessionFixtureOptions {
  questions: Question[];
  title?: string;
  hostName?: string;
  players?: readonly string[];
  session?: Partial<SessionDraft>;
}

/** Creates a quiz and a session of it (pace `host`, no grace, unless told) and lets the players in. */
export async function setUpSession(
  deployment: Deployment,
  draft: SessionFixtureOptions,
): Promise<SessionFixture> {
  const { questions, title = "A quiz", hostName = "Ada", players = [], session } = draft;
  const host = hostOf(deployment, hostName);
  const quiz = must(await host.createQuiz({ title, questions }), 201);
  return setUpSessionOf(deployment, host, quiz, players, { pace: "host", graceMs: 0, ...session });
}

/** Creates a session of a quiz that is there and lets the players in. */
export async function setUpSessionOf(
  deployment: Deployment,
  host: Host,
  quiz: Quiz,
  names: readonly string[],
  draft: Omit<SessionDraft, "quizId">,
): Promise<SessionFixture> {
  const session = must(await host.createSession({ quizId: quiz.id, ...draft }), 201);
  const clients = deployment.baseUrls.map((baseUrl) => new Client(baseUrl));
  const client = clients[0] as Client;
  const players = await joinAll(clients, session.code, names);
  return { clients, client, host, quiz, session, players, spectator: new Spectator(client, session.id) };
}

/** Waits until the session shows all its players; where they come one by one, their number shows a moment later. */
export async function allJoined({ spectator, players }: SessionFixture): Promise<void> {
  await untilEqual(
    "all who joined are counted",
    async () => must(await spectator.state(), 200).players,
    players.length,
  );
}

/** The player of this place in the order of joining, from 0. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index} of ${items.length}`);
  return item;
}

export type OpenQuestion = NonNullable<SessionState["question"]>;

/** Waits until this question shows as open, and returns it with its window. */
export function questionOpen({ spectator }: SessionFixture, no: number, ms?: number): Promise<OpenQuestion> {
  return until(
    `question ${no} is open`,
    async () => {
      const { question } = must(await spectator.state(), 200);
      return question?.no === no && question;
    },
    ms,
  );
}
