import { Client, must } from "../harness/client.ts";
import type { HostedSession, Question, Quiz, SessionDraft, SessionState } from "../harness/contract.ts";
import type { Deployment } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { joinAll, type Player, Spectator } from "../harness/player.ts";
import { until, untilEqual } from "../harness/until.ts";

/** One session with its host, its players and a spectator, who reads and never plays. */
export interface SessionFixture {
  clients: Client[];
  client: Client;
  host: Host;
  quiz: Quiz;
  session: HostedSession;
  players: Player[];
  spectator: Spectator;
}

/** A host with this name who calls the first gateway. */
export function hostOf(deployment: Pick<Deployment, "baseUrls" | "hostToken">, name: string): Host {
  return new Host(new Client(deployment.baseUrls[0] as string), deployment.hostToken(name));
}

/** Distinct nicknames. */
export function playerNames(count: number, prefix = "Player"): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${String(index + 1).padStart(3, "0")}`);
}

export interface SessionFixtureOptions {
  questions: Question[];
  title?: string;
  hostName?: string;
  players?: readonly string[];
  session?: Partial<SessionDraft>;
  /** `joinInOrder` if the players' numbers matter; otherwise all join at once. */
  join?: typeof joinAll;
}

/** Creates a quiz and a session of it (by default pace `host` without grace) and joins the players. */
export async function setUpSession(
  deployment: Pick<Deployment, "baseUrls" | "hostToken">,
  draft: SessionFixtureOptions,
): Promise<SessionFixture> {
  const { questions, title = "A quiz", hostName = "Ada", players = [], session, join } = draft;
  const host = hostOf(deployment, hostName);
  const quiz = must(await host.createQuiz({ title, questions }), 201);
  return setUpSessionOf(deployment, host, quiz, players, { pace: "host", graceMs: 0, ...session }, join);
}

/** Creates a session of an existing quiz and joins the players. */
export async function setUpSessionOf(
  deployment: Pick<Deployment, "baseUrls" | "hostToken">,
  host: Host,
  quiz: Quiz,
  names: readonly string[],
  draft: Omit<SessionDraft, "quizId">,
  join = joinAll,
): Promise<SessionFixture> {
  const session = must(await host.createSession({ quizId: quiz.id, ...draft }), 201);
  const clients = deployment.baseUrls.map((baseUrl) => new Client(baseUrl));
  const client = clients[0] as Client;
  const players = await join(clients, session.code, names);
  return { clients, client, host, quiz, session, players, spectator: new Spectator(client, session.id) };
}

/** Waits until the session shows all its players. Their number is published a moment after they join. */
export async function untilAllJoined({ spectator, players }: SessionFixture): Promise<void> {
  await untilEqual(
    "the session shows all its players",
    async () => must(await spectator.state(), 200).players,
    players.length,
  );
}

/** The item at this index. @throws Error if there is none */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}; there are ${items.length}.`);
  return item;
}

export type OpenQuestion = NonNullable<SessionState["question"]>;

/** Waits until this question is shown as open, and returns it with its window. */
export function untilQuestionOpen(
  { spectator }: SessionFixture,
  no: number,
  ms?: number,
): Promise<OpenQuestion> {
  return until(
    `question ${no} is open`,
    async () => {
      const { question } = must(await spectator.state(), 200);
      return question?.no === no && question;
    },
    ms,
  );
}
