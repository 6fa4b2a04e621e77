import type { Reply } from "../harness/client.ts";
import type { Fault, Joined } from "../harness/contract.ts";
import { Random } from "../harness/random.ts";
import { until } from "../harness/until.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { Sender } from "./sender.ts";
import { OPTIONS } from "./staging.ts";

const TICK_MS = 10;
/** How long a phase of the load may take, and how long the last verdicts may be waited for, in ms. */
const PHASE_MS = 45_000;
/** Shares of moods: an answer that is none, the same answer again, another one after the first. */
const [NONSENSE, AGAIN, OTHER] = [0.02, 0.04, 0.04];
/** One player in so many does not come back when the connection breaks. */
const IMPATIENT_EVERY = 10;

type Delivered = Awaited<ReturnType<Sender["deliver"]>>;

/** Players who answer at a steady rate whatever comes back (an open loop), and remember what they were told. */
export class Crowd {
  readonly ledger: Ledger;
  /** Whether the table cannot hold an answer, where a test has made it so. */
  isUnstorable = (_entry: Entry) => false;
  readonly #players: readonly Joined[];
  readonly #sender: Sender;
  readonly #random = new Random(7);
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isDone = true;

  constructor(players: readonly Joined[], sender: Sender, ledger: Ledger) {
    this.#players = players;
    this.#sender = sender;
    this.ledger = ledger;
  }

  /** Starts to answer the questions in turn, each by every player: so many answers a second. */
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

  /** Waits until all that was started has been sent and has its verdict; whoever has none waits on. */
  async through(): Promise<void> {
    const isThrough = () => this.#isDone && this.#underWay.size === 0;
    await until("all has been answered", isThrough, PHASE_MS);
  }

  /** Sends everyone home, whatever they still wait for. */
  dismiss(): void {
    this.stop();
    this.#sender.isOver = true;
  }

  /** One answer of one player, in whatever mood they are. */
  send(player: Joined, question: number): void {
    const sending = this.#answer(player, question).catch((error) => {
      this.ledger.faults.push(`the player themselves failed: ${String(error)}`);
    });
    this.#underWay.add(sending);
    sending.finally(() => this.#underWay.delete(sending));
  }

  /** Waits until so many more answers have been sent. */
  async sent(more: number): Promise<void> {
    const goal = this.ledger.entries.length + more;
    await until(`${more} more answers are sent`, () => this.ledger.entries.length >= goal, PHASE_MS);
  }

  /** Waits until so many more answers have been accepted. */
  async accepted(more: number): Promise<void> {
    const goal = this.ledger.count("accepted") + more;
    await until(`${more} more answers are accepted`, () => this.ledger.count("accepted") >= goal, PHASE_MS);
  }

  /** Waits until every player has a verdict; those who have none by then give up. */
  async settled(): Promise<void> {
    await until("every answer has its verdict", () => this.#underWay.size === 0, PHASE_MS).catch((error) => {
      this.ledger.faults.push(`${this.#underWay.size} answers without a verdict: ${String(error)}`);
    });
    this.dismiss();
    await Promise.all(this.#underWay);
  }

  *#turns(questions: readonly number[]) {
    for (const question of questions) {
      for (const player of this.#random.shuffled(this.#players)) yield { player, question };
    }
  }

  async #answer(player: Joined, question: number): Promise<void> {
    const mood = this.#random.next();
    const choice = mood < NONSENSE ? OPTIONS + 3 : this.#random.whole(OPTIONS);
    const entry = this.ledger.enter(player.playerNo, question, choice);
    const isPatient = player.playerNo % IMPATIENT_EVERY > 0;
    const done = await this.#sender.deliver(player, { question, choice }, entry, isPatient);
    if (!done) return;
    this.#note(entry, done);
    if (entry.told !== "accepted") return;
    if (mood < NONSENSE + AGAIN) await this.#sendAgain(player, entry);
    else if (mood < NONSENSE + AGAIN + OTHER) await this.#sendOther(player, entry);
  }

  /** Takes down what the player was told of the first answer. */
  #note(entry: Entry, { reply, sendings, wasPutOff }: NonNullable<Delivered>): void {
    const { status, body } = reply;
    if (status === 201 || status === 200) {
      entry.told = "accepted";
      entry.elapsedMs = body.elapsedMs;
      if (status === 200) this.ledger.repeated++;
      if (status === 200 && sendings > 1 && !wasPutOff) this.ledger.cutOff++;
      if (status === 200 && sendings === 1) this.#fault(entry, "was sent once and called a repeat", reply);
    } else {
      entry.told = "refused";
      const fits =
        status === 410 || (status === 422 && (entry.choice >= OPTIONS || this.isUnstorable(entry)));
      if (!fits) this.#fault(entry, "was refused", reply);
    }
  }

  /** The same once more gets the same verdict. */
  async #sendAgain(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const done = await this.#sender.deliver(player, { question, choice }, { isUncertain: false });
    if (!done) return;
    this.ledger.repeated++;
    const { status, body } = done.reply;
    if (status !== 200 || body.elapsedMs !== entry.elapsedMs)
      this.#fault(entry, "was sent again", done.reply);
  }

  /** Another answer changes nothing. */
  async #sendOther(player: Joined, entry: Entry): Promise<void> {
    const { question, choice } = entry;
    const other = { question, choice: (choice + 1) % OPTIONS };
    const done = await this.#sender.deliver(player, other, { isUncertain: false });
    if (!done) return;
    const { answer } = ((done.reply.body as unknown as Fault).data ?? {}) as { answer?: { choice?: number } };
    if (done.reply.status !== 409 || answer?.choice !== choice)
      this.#fault(entry, "met another answer of its player", done.reply);
  }

  #fault({ player, question, choice }: Entry, what: string, { status, raw }: Reply<unknown>): void {
    const said = raw.toString("utf8").slice(0, 200);
    this.ledger.faults.push(
      `player ${player}'s answer ${choice} to question ${question} ${what}: ${status} ${said}`,
    );
  }
}
