import type { Reply } from "../harness/client.ts";
import type { ErrorBody, Joined } from "../harness/contract.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import { OPTIONS } from "./create-session.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { Sender } from "./sender.ts";

const TICK_MS = 10;
/** How long one phase may take, and how long to wait for the last verdicts, in ms. */
const PHASE_MS = 45_000;
/** The shares of players who send an invalid answer, repeat their answer, or change it. */
const [INVALID_SHARE, REPEAT_SHARE, CHANGE_SHARE] = [0.02, 0.04, 0.04];
/** Every tenth player does not retry after a broken connection. */
const IMPATIENT_EVERY = 10;

type Delivered = Awaited<ReturnType<Sender["deliver"]>>;

/** Players who answer at a steady rate whatever the replies are (an open loop), and record what they were told. */
export class Crowd {
  readonly ledger: Ledger;
  /** Whether the table rejects this answer; a test may set it. */
  isUnstorable = (_entry: Entry) => false;
  readonly #players: readonly Joined[];
  readonly #sender: Sender;
  readonly #random = new Random(7);
  readonly #inFlight = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isDone = true;

  constructor(players: readonly Joined[], sender: Sender, ledger: Ledger) {
    this.#players = players;
    this.#sender = sender;
    this.ledger = ledger;
  }

  /** Starts to answer the questions one after the other, each by every player, at `perSecond` answers per second. */
  start(questions: readonly number[], perSecond: number): void {
    const turns = this.#turns(questions);
    const startedAt = performance.now();
    let begun = 0;
    this.#isDone = false;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1000) * perSecond;
      for (; begun < due; begun++) {
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
  async allAnswered(): Promise<void> {
    const isThrough = () => this.#isDone && this.#inFlight.size === 0;
    await until("all has been answered", isThrough, PHASE_MS);
  }

  /** Stops all players, also those who still wait for a verdict. */
  abort(): void {
    this.stop();
    this.#sender.isOver = true;
  }

  /** Sends one player's answer; chance decides if it is invalid, repeated or changed. */
  send(player: Joined, question: number): void {
    const sending = this.#answer(player, question).catch((error) => {
      this.ledger.faults.push(`the test's player failed: ${String(error)}`);
    });
    this.#inFlight.add(sending);
    sending.finally(() => this.#inFlight.delete(sending));
  }

  /** Waits until `more` additional answers have been sent. */
  async sent(more: number): Promise<void> {
    const goal = this.ledger.entries.length + more;
    await until(`${more} more answers are sent`, () => this.ledger.entries.length >= goal, PHASE_MS);
  }

  /** Waits until `more` additional answers have been accepted. */
  async accepted(more: number): Promise<void> {
    const goal = this.ledger.count("accepted") + more;
    await until(`${more} more answers are accepted`, () => this.ledger.count("accepted") >= goal, PHASE_MS);
  }

  /** Waits until every player has a verdict; players without one then give up. */
  async allSettled(): Promise<void> {
    await until("every answer has its verdict", () => this.#inFlight.size === 0, PHASE_MS).catch((error) => {
      this.ledger.faults.push(`${this.#inFlight.size} answers without a verdict: ${String(error)}`);
    });
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
    const entry = this.ledger.add(player.playerNo, question, choice);
    const isPatient = player.playerNo % IMPATIENT_EVERY > 0;
    const done = await this.#sender.deliver(player, { question, choice }, entry, isPatient);
    if (!done) return;
    this.#record(entry, done);
    if (entry.outcome !== "accepted") return;
    if (draw < INVALID_SHARE + REPEAT_SHARE) await this.#sendAgain(player, entry);
    else if (draw < INVALID_SHARE + REPEAT_SHARE + CHANGE_SHARE) await this.#sendOther(player, entry);
  }

  /** Records what the player was told about the first answer. */
  #record(entry: Entry, { reply, deliveries, wasPutOff }: NonNullable<Delivered>): void {
    const { status, body } = reply;
    if (status === 201 || status === 200) {
      entry.outcome = "accepted";
      entry.elapsedMs = body.elapsedMs;
      if (status === 200) this.ledger.repeated++;
      if (status === 200 && deliveries > 1 && !wasPutOff) this.ledger.cutOff++;
      if (status === 200 && deliveries === 1)
        this.#addFault(entry, "was sent once and reported as repeated", reply);
    } else {
      entry.outcome = "refused";
      const fits =
        status === 410 || (status === 422 && (entry.choice >= OPTIONS || this.isUnstorable(entry)));
      if (!fits) this.#addFault(entry, "was refused", reply);
    }
  }

  /** Repeats the answer; it must get the same verdict. */
  async #sendAgain(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const done = await this.#sender.deliver(player, { question, choice }, { isUncertain: false });
    if (!done) return;
    this.ledger.repeated++;
    const { status, body } = done.reply;
    if (status !== 200 || body.elapsedMs !== entry.elapsedMs)
      this.#addFault(entry, "was sent again", done.reply);
  }

  /** A different answer changes nothing; the reply shows the stored one. */
  async #sendOther(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const other = { question, choice: (choice + 1) % OPTIONS };
    const done = await this.#sender.deliver(player, other, { isUncertain: false });
    if (!done) return;
    const { answer } = ((done.reply.body as unknown as ErrorBody).data ?? {}) as {
      answer?: { choice?: number };
    };
    if (done.reply.status !== 409 || answer?.choice !== choice)
      this.#addFault(entry, "was changed", done.reply);
  }

  #addFault({ player, question, choice }: Entry, what: string, { status, raw }: Reply<unknown>): void {
    const text = raw.toString("utf8").slice(0, 200);
    this.ledger.faults.push(
      `player ${player}'s answer ${choice} to question ${question} ${what}: ${status} ${text}`,
    );
  }
}
