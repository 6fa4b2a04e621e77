import type { Reply } from "../harness/client.ts";
import type { ErrorBody, Joined } from "../harness/contract.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import type { AnswerLog, Entry } from "./answer-log.ts";
import { OPTIONS } from "./create-session.ts";
import type { Sender } from "./sender.ts";

const TICK_MS = 10;
/** How long each `until…` method waits at most, in ms. */
const PHASE_TIMEOUT_MS = 75_000;
/** The shares of players who send an invalid answer, repeat their answer, or change it. */
const [INVALID_SHARE, REPEAT_SHARE, CHANGE_SHARE] = [0.02, 0.04, 0.04];
/** Every tenth player does not retry after a broken connection. */
const IMPATIENT_EVERY = 10;

type Delivered = Awaited<ReturnType<Sender["deliver"]>>;

/**
 * Simulated players. They answer at a steady rate, independent of the replies (an open loop), and record what they were
 * told.
 */
export class Crowd {
  readonly log: AnswerLog;
  /** Whether the table is expected to reject this answer. A test may set it. */
  isUnstorable = (_entry: Entry) => false;
  readonly #players: readonly Joined[];
  readonly #sender: Sender;
  readonly #random = new Random(7);
  readonly #inFlight = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isDone = true;

  constructor(players: readonly Joined[], sender: Sender, log: AnswerLog) {
    this.#players = players;
    this.#sender = sender;
    this.log = log;
  }

  /** Starts answering, at `perSecond` answers per second: all players answer one question, then the next, and so on. */
  start(questions: readonly number[], perSecond: number): void {
    const turns = this.#turns(questions);
    const startedAt = performance.now();
    let started = 0;
    this.#isDone = false;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * perSecond;
      for (; started < due; started++) {
        const turn = turns.next();
        if (turn.done) return this.stop();
        this.send(turn.value.player, turn.value.question);
      }
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#isDone = true;
  }

  /** Waits until every answer has been sent and has its verdict. */
  async untilAllAnswered(): Promise<void> {
    const isFinished = () => this.#isDone && this.#inFlight.size === 0;
    await until("all questions have been answered", isFinished, PHASE_TIMEOUT_MS);
  }

  /** Stops all players, also those who still wait for a verdict. */
  abort(): void {
    this.stop();
    this.#sender.isOver = true;
  }

  /** Sends one player's answer. Some answers, chosen at random, are invalid, or are repeated or changed afterwards. */
  send(player: Joined, question: number): void {
    const sending = this.#answer(player, question).catch((error) => {
      this.log.violations.push(`the test's player failed: ${String(error)}`);
    });
    this.#inFlight.add(sending);
    sending.finally(() => this.#inFlight.delete(sending));
  }

  /** Waits until `more` additional answers have been sent. */
  async untilSent(more: number): Promise<void> {
    const goal = this.log.entries.length + more;
    await until(`${more} more answers are sent`, () => this.log.entries.length >= goal, PHASE_TIMEOUT_MS);
  }

  /** Waits until `more` additional answers have been accepted. */
  async untilAccepted(more: number): Promise<void> {
    const goal = this.log.count("accepted") + more;
    await until(
      `${more} more answers are accepted`,
      () => this.log.count("accepted") >= goal,
      PHASE_TIMEOUT_MS,
    );
  }

  /** Waits until every player has a verdict; players without one then give up. */
  async untilAllSettled(): Promise<void> {
    await until("every answer has its verdict", () => this.#inFlight.size === 0, PHASE_TIMEOUT_MS).catch(
      (error) => {
        this.log.violations.push(`${this.#inFlight.size} answers without a verdict: ${String(error)}`);
      },
    );
    this.abort();
    await Promise.all(this.#inFlight);
  }

  *#turns(questions: readonly number[]) {
    for (const question of questions) {
      for (const player of this.#random.shuffled(this.#players)) yield { player, question };
    }
  }

  async #answer(player: Joined, question: number): Promise<void> {
    const draw = this.#random.next();
    const choice = draw < INVALID_SHARE ? OPTIONS + 3 : this.#random.integer(OPTIONS);
    const entry = this.log.add(player.playerNo, question, choice);
    const isPatient = player.playerNo % IMPATIENT_EVERY > 0;
    const done = await this.#sender.deliver(player, { question, choice }, entry, isPatient);
    if (!done) return;
    this.#record(entry, done);
    if (entry.outcome !== "accepted") return;
    if (draw < INVALID_SHARE + REPEAT_SHARE) await this.#sendAgain(player, entry);
    else if (draw < INVALID_SHARE + REPEAT_SHARE + CHANGE_SHARE) await this.#sendDifferent(player, entry);
  }

  /** Records what the player was told about the first answer. */
  #record(entry: Entry, { reply, deliveries, wasPutOff }: NonNullable<Delivered>): void {
    const { status, body } = reply;
    if (status === 201 || status === 200) {
      entry.outcome = "accepted";
      entry.elapsedMs = body.elapsedMs;
      if (status === 200) this.log.repeated++;
      if (status === 200 && deliveries > 1 && !wasPutOff) this.log.cutOff++;
      if (status === 200 && deliveries === 1)
        this.#addViolation(entry, "was sent once and reported as repeated", reply);
    } else {
      entry.outcome = "refused";
      const isExpected =
        status === 410 || (status === 422 && (entry.choice >= OPTIONS || this.isUnstorable(entry)));
      if (!isExpected) this.#addViolation(entry, "was refused", reply);
    }
  }

  /** Repeats the answer; it must get the same verdict. */
  async #sendAgain(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const done = await this.#sender.deliver(player, { question, choice }, { isUncertain: false });
    if (!done) return;
    this.log.repeated++;
    const { status, body } = done.reply;
    if (status !== 200 || body.elapsedMs !== entry.elapsedMs)
      this.#addViolation(entry, "was sent again", done.reply);
  }

  /** Sends a different answer. It must not change the stored one, which the reply must show. */
  async #sendDifferent(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const other = { question, choice: (choice + 1) % OPTIONS };
    const done = await this.#sender.deliver(player, other, { isUncertain: false });
    if (!done) return;
    const { answer } = ((done.reply.body as unknown as ErrorBody).data ?? {}) as {
      answer?: { choice?: number };
    };
    if (done.reply.status !== 409 || answer?.choice !== choice)
      this.#addViolation(entry, "was changed", done.reply);
  }

  #addViolation({ player, question, choice }: Entry, what: string, { status, raw }: Reply<unknown>): void {
    const text = raw.toString("utf8").slice(0, 200);
    this.log.violations.push(
      `player ${player}'s answer ${choice} to question ${question} ${what}: ${status} ${text}`,
    );
  }
}
