import { Host, type HostSession } from "../../../client/src/host.ts";
import { type AnswerState, joinSession, type Player, resumeSession } from "../../../client/src/player.ts";
import type { QuestionDraft, SessionDraft } from "../../../client/src/types.ts";
import type { Deployment } from "../../harness/deployment.ts";
import { untilEqual } from "../../harness/until.ts";
import { FaultProxy } from "./fault-proxy.ts";
import { Phone } from "./phone.ts";

const LIMIT_MS = 600_000;

/** A single choice that is right with 1. */
export const question = (timeLimitMs: number | null = LIMIT_MS): QuestionDraft => ({
  kind: "single",
  text: "Which?",
  timeLimitMs,
  options: [{ text: "None" }, { text: "This", correct: true }, { text: "That" }],
});

/** A session with its host, who calls the gateway directly. */
export interface Game {
  gateway: string;
  host: Host;
  session: HostSession;
  code: string;
  seats: Seat[];
}

export async function createGame(
  deployment: Deployment,
  draft: Partial<SessionDraft> = {},
  questions: readonly QuestionDraft[] = [question(), question(), question()],
): Promise<Game> {
  const gateway = deployment.baseUrls[0] as string;
  const host = new Host({ baseUrl: gateway, token: deployment.hostToken("Ada") });
  const quiz = await host.createQuiz({ title: "A quiz", questions: [...questions] });
  const session = await host.createSession({ quizId: quiz.id, pace: "host", graceMs: 0, ...draft });
  return { gateway, host, session, code: session.state!.code, seats: [] };
}

/** A player with a phone, and a proxy of the player's own in front of the gateway. */
export class Seat {
  readonly proxy: FaultProxy;
  readonly phone: Phone;
  readonly storage: MemoryStorage;
  /** The states of each answer that the player's screen has shown, in order. */
  readonly shown = new Map<number, AnswerState[]>();
  player!: Player;

  constructor(proxy: FaultProxy, phone: Phone, storage = new MemoryStorage()) {
    this.proxy = proxy;
    this.phone = phone;
    this.storage = storage;
  }

  answer(no: number, choice: number): ReturnType<Player["answer"]> {
    const answer = this.player.answer(no, { choice });
    if (!this.shown.has(no)) this.#show(no, answer.state);
    return answer;
  }

  /** The page is loaded again. */
  async reload(): Promise<void> {
    this.player?.close();
    const player = await resumeSession({
      baseUrl: this.proxy.url,
      storage: this.storage,
      device: this.phone,
    });
    this.play(player!);
  }

  play(player: Player): void {
    this.player = player;
    // A page first shows what is there, then what changes.
    for (const { question: no, state } of player.answers.values()) this.#show(no, state);
    player.on("answer", ({ question: no, state }) => this.#show(no, state));
  }

  #show(no: number, state: AnswerState): void {
    const states = this.shown.get(no) ?? [];
    if (states.at(-1) !== state) states.push(state);
    this.shown.set(no, states);
  }

  /** The different answers to a question that this player's proxy has seen. */
  sentTo(no: number): unknown[] {
    const answers = this.proxy
      .requestsTo("POST", "/answers")
      .map(({ body }) => JSON.parse(body))
      .filter(({ question: sent }) => sent === no)
      .map(({ choice }) => choice);
    return [...new Set(answers)];
  }

  async leave(): Promise<void> {
    this.player?.close();
    if (!this.proxy.isClosed) await this.proxy.close();
  }
}

/** Joins a player. @param prepare sets up the proxy before the first request */
export async function join(
  game: Game,
  nickname: string,
  { phone = new Phone(), prepare }: { phone?: Phone; prepare?: (seat: Seat) => void } = {},
): Promise<Seat> {
  const seat = new Seat(await FaultProxy.open(game.gateway), phone);
  game.seats.push(seat);
  prepare?.(seat);
  const { proxy, storage } = seat;
  seat.play(await joinSession({ baseUrl: proxy.url, code: game.code, nickname, storage, device: phone }));
  return seat;
}

/** The screen has shown these states of an answer. On a busy machine one may be put off on its way, and is kept. */
export function expectShown({ shown }: Seat, no: number, ...states: AnswerState[]): void {
  expect(shown.get(no)?.filter((state) => state !== "kept")).toEqual(states);
}

/** Waits until the player sees this question as the open one. */
export function untilShown({ player }: Seat, no: number, ms?: number): Promise<void> {
  return untilEqual("the player sees the question", () => player.session?.question?.no, no, ms);
}

export class MemoryStorage {
  readonly #items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

/** What is stored: a row for each of these answers and no other, which the audit and each player's own view confirm. */
export async function expectStored(
  game: Game,
  expected: readonly { seat: Seat; question: number; choice: number }[],
): Promise<void> {
  const rows = expected.map(({ seat, question: no, choice }) => ({
    playerNo: seat.player.joined.playerNo,
    question: no,
    answer: { choice },
  }));
  const inOrder = rows.sort((one, other) => one.playerNo - other.playerNo || one.question - other.question);
  const { responses } = await game.session.responses();
  expect(responses.map(({ playerNo, question: no, answer }) => ({ playerNo, question: no, answer }))).toEqual(
    inOrder,
  );
  await untilEqual(
    "the books balance",
    async () => {
      const { all, balanced } = await game.session.audit();
      const { accepted, stored, counted } = all;
      return { accepted, stored, counted, balanced };
    },
    { accepted: rows.length, stored: rows.length, counted: rows.length, balanced: true },
  );
  for (const { seat, question: no, choice } of expected) {
    expect(seat.sentTo(no)).toEqual([choice]);
    expect(seat.player.answers.get(no)).toMatchObject({ state: "counted", fields: { choice } });
  }
}
