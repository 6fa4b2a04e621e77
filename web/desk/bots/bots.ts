import { effect, signal } from "@preact/signals";
import type { HostedSession } from "../../../client/src/types.ts";
import { currentKey, type HostQuestion } from "../sessions/answer-key.ts";
import { holdSession, type LiveSession } from "../sessions/live-session.ts";
import { loadQuestions } from "../sessions/questions-loader.ts";
import { signedIn } from "../signed-in.ts";
import { botAnswer } from "./bot-behaviour.ts";
import { botName, MAX_BOTS } from "./bot-names.ts";
import { type BotIdentity, joinBot, sendBotAnswer } from "./bot-player.ts";
import { storeBots, storedBots } from "./bot-store.ts";

/** The pause of a bot between two questions of pace `self`, in ms. */
const SELF_PAUSE_MS = 1500;

/** A browser that forbids storage throws as soon as it is named. */
const tab: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
  getItem: (key) => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, value),
  removeItem: (key) => sessionStorage.removeItem(key),
};

/** The bots of one session in this tab. They play until it ends, also while another view is shown. */
export class Bots {
  /** How many are in. */
  readonly count = signal(0);
  readonly isAdding = signal(false);
  readonly #id: string;
  readonly #live: LiveSession;
  readonly #stops: (() => void)[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #bots: BotIdentity[];
  #questions: Promise<HostQuestion[]> | undefined;
  #playing = "";
  #isLeft = false;

  constructor(id: string) {
    this.#id = id;
    const { live, release } = holdSession(id);
    this.#live = live;
    this.#bots = storedBots(tab, id);
    this.count.value = this.#bots.length;
    window.addEventListener("beforeunload", this.#onLeave);
    this.#stops.push(
      release,
      effect(() => this.#follow(live.state.value)),
    );
  }

  /** Lets more bots join. @throws ApiError, ConnectionError if one cannot; those before it are in */
  async add(wanted: number): Promise<void> {
    const code = this.#live.state.value?.code ?? (await this.#live.session.read()).code;
    this.isAdding.value = true;
    try {
      const until = Math.min(MAX_BOTS, this.#bots.length + wanted);
      while (this.#bots.length < until && !this.#isLeft) {
        const from = this.#bots.length;
        // A few at a time: the page needs connections as well.
        const some = Array.from({ length: Math.min(3, until - from) }, (_, offset) => from + offset);
        const joined = await Promise.allSettled(
          some.map((index) => joinBot(code, botName(index), crypto.randomUUID())),
        );
        if (this.#isLeft) return;
        this.#set([
          ...this.#bots,
          ...joined.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
        ]);
        const failed = joined.find((one) => one.status === "rejected");
        if (failed) throw failed.reason;
      }
    } finally {
      this.isAdding.value = false;
    }
    this.#playing = "";
    this.#follow(this.#live.state.value);
  }

  /** Stops them. Those who are in stay in the session's list. */
  stop(): void {
    this.leave();
    storeBots(tab, this.#id, []);
    this.count.value = 0;
  }

  /** Lets go of the session and of the host's token. The tab keeps the bots: `botsOf` finds them again. */
  leave(): void {
    this.#isLeft = true;
    for (const stop of this.#stops) stop();
    for (const timer of this.#timers) clearTimeout(timer);
    window.removeEventListener("beforeunload", this.#onLeave);
    running.delete(this.#id);
  }

  readonly #onLeave = (event: BeforeUnloadEvent) => {
    if (this.#live.state.value?.state === "open" && this.#bots.length > 0) event.preventDefault();
  };

  #set(bots: BotIdentity[]): void {
    this.#bots = bots;
    this.count.value = bots.length;
    storeBots(tab, this.#id, bots);
  }

  #follow(state: HostedSession | undefined): void {
    if (!state || this.#isLeft || this.#bots.length === 0) return;
    // Not while the effect runs that calls this.
    if (state.state === "ended") queueMicrotask(() => this.stop());
    if (state.state !== "open") return;
    const shown = state.pace === "self" ? "self" : `${state.question?.no}/${state.question?.openedAt}`;
    if (shown === this.#playing || (state.pace !== "self" && !state.question)) return;
    this.#playing = shown;
    this.#questions ??= loadQuestions(this.#live.session, state);
    this.#questions.then(
      (questions) => this.#play(state, questions),
      () => {
        this.#questions = undefined;
        this.#playing = "";
      },
    );
  }

  #play(state: HostedSession, questions: readonly HostQuestion[]): void {
    if (this.#isLeft) return;
    if (state.pace === "self") {
      this.#bots.forEach((bot, index) => void this.#playAlone(bot, index, questions, 0));
      return;
    }
    const { question } = state;
    if (!question) return;
    const known = questions[question.no - 1];
    const key = currentKey(known, this.#live.stats.value.get(question.no));
    this.#bots.forEach((bot, index) => {
      const answer = botAnswer(this.#id, index, question, key);
      if (!answer) return;
      const waitMs = this.#live.follower.clock.msUntil(question.openedAt) + answer.afterMs;
      this.#later(waitMs, () => {
        if (this.#takesAnswers(question.no)) void this.#send(bot, question.no, answer.fields);
      });
    });
  }

  /** Whether the question is still open: a host may have closed it before its time. */
  #takesAnswers(no: number): boolean {
    const { state, question } = this.#live.state.value ?? {};
    if (state !== "open" || question?.no !== no) return false;
    return question.closesAt === null || this.#live.follower.clock.msUntil(question.closesAt) > 0;
  }

  /** Pace `self`: each bot goes through the questions at its own speed. */
  #playAlone(bot: BotIdentity, index: number, questions: readonly HostQuestion[], at: number): void {
    const question = questions[at];
    if (!question) return;
    const answer = botAnswer(this.#id, index, question, question);
    this.#later(SELF_PAUSE_MS + (answer?.afterMs ?? SELF_PAUSE_MS), () => {
      if (this.#live.state.value?.state !== "open") return;
      if (answer) void this.#send(bot, question.no, answer.fields);
      this.#playAlone(bot, index, questions, at + 1);
    });
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        run();
      },
      Math.max(0, ms),
    );
    this.#timers.add(timer);
  }

  async #send(
    bot: BotIdentity,
    question: number,
    fields: Parameters<typeof sendBotAnswer>[3],
  ): Promise<void> {
    const isIn = await sendBotAnswer(this.#id, bot, question, fields).catch(() => true);
    if (!isIn) this.#set(this.#bots.filter((one) => one !== bot));
  }
}

const running = new Map<string, Bots>();

// After a sign-out, or when another host signs in, nothing goes on with the token from before.
let token = signedIn.peek()?.token;
effect(() => {
  if (signedIn.value?.token === token) return;
  token = signedIn.value?.token;
  for (const bots of running.values()) bots.leave();
});

/** The bots of a session in this tab, with those that it had before it was loaded again. */
export function botsOf(sessionId: string): Bots {
  const bots = running.get(sessionId) ?? new Bots(sessionId);
  running.set(sessionId, bots);
  return bots;
}

/** Whether this tab has bots in a session. */
export const hasBots = (sessionId: string): boolean =>
  running.has(sessionId) || storedBots(tab, sessionId).length > 0;
