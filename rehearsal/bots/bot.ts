import { joinSession, type Player } from "../../client/src/player.ts";
import type { Session } from "../../client/src/types.ts";
import type { Delivery } from "../figures/crew-figures.ts";
import type { KnownAnswers } from "../people/answer-choice.ts";
import { type Habits, type Intent, Person } from "../people/behaviour.ts";
import { between, type Random, randomOf } from "../people/random.ts";
import { Answering, type Shown } from "./answering.ts";
import { Phone } from "./phone.ts";
import { reasonOf } from "./reason-of.ts";
import type { Recorder } from "./recorder.ts";

/** What all players of a rehearsal have in common. */
export interface Crowd {
  baseUrl: string;
  code: string;
  seed: number;
  habits: Habits;
  /** Right and wrong answers by the question's number; undefined where nobody told the key. */
  answers: Record<number, KnownAnswers>;
}

/** A stream that is closed for so long stays closed, in ms. */
const CLOSED_MS = 1000;
/** A seed of the phone's own chance, apart from the person's. */
const PHONE = 0x70686f6e;

/** One simulated player: joins, follows the stream, thinks about each question and answers it. */
export class Bot {
  readonly #crowd: Crowd;
  readonly #no: number;
  readonly #recorder: Recorder;
  readonly #person: Person;
  readonly #phone: Phone;
  readonly #random: Random;
  readonly #seen = new Set<number>();
  #player: Player | undefined;
  #answering: Answering | undefined;
  #isJoining = false;
  #isQuiet = false;
  #isOver = false;
  #isConnected = false;
  #opened = 0;
  /** Whether the next state is the first one of a connection: what had changed before it. */
  #isReturning = true;
  /** Whether the connection is a new one because the tool had cut the last. */
  #wasCut = true;
  #connectedAt = 0;

  /** @param no the player's number among all of the rehearsal, from 1 */
  constructor(crowd: Crowd, no: number, recorder: Recorder) {
    this.#crowd = crowd;
    this.#no = no;
    this.#recorder = recorder;
    this.#person = new Person(crowd.seed, no, crowd.habits);
    this.#random = randomOf(crowd.seed, no, PHONE);
    this.#phone = new Phone(crowd.baseUrl.startsWith("https:"), recorder.figures, this.#random);
  }

  /** Joins. It never rejects: a join that fails is written down. */
  async join(): Promise<void> {
    const { baseUrl, code, seed } = this.#crowd;
    const startedAt = performance.now();
    this.#isJoining = true;
    try {
      const tag = (seed % 46_656).toString(36);
      const player = await joinSession({
        baseUrl,
        code,
        nickname: `Bot ${this.#no} ${tag}`,
        device: this.#phone,
      });
      this.#isJoining = false;
      if (this.#isOver) return player.close();
      this.#player = player;
      this.#answering = new Answering(player, this.#phone, this.#recorder, this.#crowd.answers);
      if (this.#isQuiet) this.#answering.stop();
      this.#recorder.joined(performance.now() - startedAt);
      this.#listen(player);
    } catch (error) {
      this.#isJoining = false;
      if (this.#isOver) return;
      this.#recorder.joinRefused(reasonOf(error));
      this.#leave();
    }
  }

  /** Sends no answer any more. */
  stopAnswering(): void {
    this.#isQuiet = true;
    this.#answering?.stop();
  }

  /** Ends the player's part and writes down what is still open. */
  leave(): void {
    const { figures } = this.#recorder;
    if (this.#isJoining && !this.#isOver) figures.joinsOpen++;
    this.#answering?.giveUp();
    this.#leave();
    this.#player?.close();
    this.#phone.switchOff();
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#answering?.end();
    this.#recorder.progress.over++;
    this.#connection(false);
  }

  #listen(player: Player): void {
    player.on("connection", (connection) => this.#onConnection(connection));
    player.on("state", (state) => this.#onState(state));
    player.on("question", (question) => this.#see(question, "event"));
    player.on("ended", () => this.#leave());
    player.on("removed", () => {
      this.#recorder.figures.removed++;
      this.#leave();
    });
    // What came before anybody listened.
    this.#onConnection(player.follower.connection);
    if (player.session) this.#onState(player.session);
  }

  #onConnection(connection: Player["follower"]["connection"]): void {
    // A new token opens another stream at once.
    if (connection === "closed")
      this.#phone.later(() => this.#player?.follower.connection === "closed" && this.#leave(), CLOSED_MS);
    const isOpen = connection === "open";
    if (isOpen && !this.#isConnected) {
      this.#opened++;
      this.#wasCut = this.#opened === 1 || this.#phone.cutAt > this.#connectedAt;
      this.#isReturning = true;
      this.#connectedAt = performance.now();
      const { figures } = this.#recorder;
      if (this.#opened > 1) this.#wasCut ? figures.returnsAfterCut++ : figures.returns++;
    }
    this.#connection(isOpen);
  }

  #connection(isOpen: boolean): void {
    if (isOpen === this.#isConnected || (isOpen && this.#isOver)) return;
    this.#isConnected = isOpen;
    this.#recorder.progress.connected += isOpen ? 1 : -1;
  }

  #onState(state: Session): void {
    const how: Delivery = this.#isReturning ? "return" : "event";
    this.#isReturning = false;
    if (state.state === "ended") this.#leave();
    if (state.state !== "open") return;
    if (state.pace === "self") void this.#playAtOwnSpeed(state, how);
    else if (state.question) this.#see(state.question, how);
  }

  /** A question is in view for the first time: makes up the player's mind. */
  #see(question: Shown, how: Delivery): void {
    if (this.#seen.has(question.no) || this.#isOver) return;
    this.#seen.add(question.no);
    const { clock } = this.#player!;
    if (clock.msUntil(question.closesAt) === 0) {
      // Who has just joined has missed nothing.
      if (this.#opened > 1 || how === "event") this.#recorder.notSent(question.no);
      return;
    }
    this.#recorder.delivered(question.no, Date.parse(question.openedAt), how, this.#wasCut);
    const intent = this.#person.intentFor(question);
    const waitMs = clock.msUntil(question.openedAt) + intent.thinkMs;
    this.#prepareMishap(intent, waitMs);
    this.#answering!.think(question, intent, this.#phone.monotonic() + waitMs);
  }

  /** Pace `self`: all questions, one after the other. */
  async #playAtOwnSpeed(state: Session, how: Delivery): Promise<void> {
    if (this.#seen.size > 0) return;
    // Once the quiz is on its way, later states change nothing.
    this.#seen.add(0);
    const player = this.#player!;
    const quiz = await player.quiz().catch(() => undefined);
    if (!quiz || this.#isOver) return;
    const openedAt = state.openedAt ?? state.now;
    const closesAt = state.closesAt ?? null;
    this.#recorder.delivered(quiz.questions[0]?.no ?? 1, Date.parse(openedAt), how, this.#wasCut);
    const startedAt = this.#phone.monotonic();
    let waitMs = 0;
    for (const question of quiz.questions) {
      this.#seen.add(question.no);
      const intent = this.#person.intentFor(question);
      this.#phone.later(() => this.#prepareMishap(intent, intent.thinkMs), waitMs);
      waitMs += intent.thinkMs;
      this.#answering!.think({ ...question, openedAt, closesAt }, intent, startedAt + waitMs);
    }
  }

  #prepareMishap({ mishap }: Intent, waitMs: number): void {
    if (mishap?.kind !== "away") return;
    this.#phone.later(() => this.#phone.loseNetwork(mishap.ms), waitMs * mishap.share);
  }

  /** A pause of its own, so that not all players do the same at the same moment. */
  static joinDelayMs(crowd: Crowd, no: number, players: number, rampMs: number): number {
    const random = randomOf(crowd.seed, no, PHONE + 1);
    return ((no - 1 + between(random, 0, 1)) / players) * rampMs;
  }
}
