import { computed, signal } from "@preact/signals";
import type { Connection, Player } from "../../client/src/player.ts";
import type { PlayerAnswer } from "../../client/src/player-answer.ts";
import type {
  AnswerFields,
  Leaderboard,
  PlayerRank,
  QuestionStats,
  Session,
  StreamPayloads,
} from "../../client/src/types.ts";
import { hasNetwork } from "./network.ts";
import { pointsOf } from "./points.ts";
import { RankLoader } from "./rank-loader.ts";
import { SeenQuestions } from "./seen-questions.ts";
import { type Gone, viewOf } from "./view.ts";

/** What the close of a question shows. `correct`, `answer` and `explanation` are there if players may know them. */
export type Reveal = Pick<StreamPayloads["closed"], "correct" | "answer" | "explanation">;

/** What the page shows of a player's game, as signals. It only listens: the player acts. */
export class Game {
  readonly player: Player;
  /** As it was typed. */
  readonly code: string;
  readonly seen: SeenQuestions;
  readonly session = signal<Session | undefined>(undefined);
  readonly connection = signal<Connection>("connecting");
  readonly answers = signal<ReadonlyMap<number, PlayerAnswer>>(new Map());
  /** By question: those whose close is known. */
  readonly reveals = signal<ReadonlyMap<number, Reveal>>(new Map());
  readonly corrected = signal<ReadonlySet<number>>(new Set());
  readonly stats = signal<ReadonlyMap<number, QuestionStats>>(new Map());
  readonly leaderboard = signal<Leaderboard | undefined>(undefined);
  /** The one of the question before. */
  readonly previousPlaces = signal<Leaderboard["places"] | undefined>(undefined);
  readonly rank = signal<PlayerRank | undefined>(undefined);
  readonly gone = signal<Gone | undefined>(undefined);

  /** By question: the answer that counts because another tab or device was faster. */
  readonly others = signal<ReadonlyMap<number, AnswerFields>>(new Map());

  readonly view = computed(() => viewOf(this.session.value, this.reveals.value, this.gone.value));
  readonly points = computed(() => pointsOf(this.answers.value, this.session.value?.voided ?? []));

  readonly #ranks: RankLoader;
  readonly #stops: (() => void)[] = [];

  constructor(player: Player, code: string) {
    this.player = player;
    this.code = code;
    this.seen = new SeenQuestions(player.joined.sessionId);
    this.#ranks = new RankLoader(
      () => player.me(),
      (rank) => {
        this.rank.value = rank;
      },
    );
    this.#listen();
    this.#takeOver();
  }

  /** Whether there is a network, as far as the device knows, and the stream is there. */
  get isOnline(): boolean {
    return hasNetwork.value && this.connection.value === "open";
  }

  /** Whether players may see a leaderboard now. */
  readonly hasLeaderboard = computed(() => {
    const session = this.session.value;
    const when = session?.settings.leaderboard;
    return when === "each" || (when === "end" && session?.state === "ended");
  });

  /** What the player has answered, as far as it counts or is on its way. */
  given(no: number): AnswerFields | undefined {
    const answer = this.answers.value.get(no);
    return this.others.value.get(no) ?? (answer?.state === "refused" ? answer.standing : answer?.fields);
  }

  /** Answers a question. Another answer that stands already is shown instead: nothing is thrown. */
  answer(no: number, fields: AnswerFields): void {
    try {
      this.player.answer(no, fields);
    } catch {
      // AnswerStands: another tab was faster. Its answer is shown.
      this.#answersChanged();
    }
  }

  /** Asks for the stats of a question that the stream does not tell. It never rejects. */
  async loadStats(no: number): Promise<void> {
    const stats = await this.player.stats(no).catch(() => undefined);
    if (stats) this.#take(stats);
  }

  /** Asks for the top of the leaderboard, if the stream has not told it. It never rejects. */
  async loadLeaderboard(): Promise<void> {
    if (!this.hasLeaderboard.value || this.leaderboard.value) return;
    const leaderboard = await this.player.leaderboard({ limit: 10 }).catch(() => undefined);
    this.leaderboard.value ??= leaderboard;
  }

  /** Asks for the own place, if players may know it: soon, and not with all others. */
  askRank(): void {
    const session = this.session.value;
    if (session && this.hasLeaderboard.value) this.#ranks.ask(session.players, session.state === "ended");
  }

  /** Ends everything. The game stays stored. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#ranks.stop();
    this.player.close();
  }

  /** What came before anybody listened. */
  #takeOver(): void {
    const { follower, session } = this.player;
    this.connection.value = follower.connection;
    this.leaderboard.value = follower.leaderboard;
    if (session) this.#takeState(session);
    for (const stats of follower.stats.values()) this.#take(stats);
    this.#answersChanged();
    if (follower.connection === "closed") this.#closed();
    if (session?.state === "ended") this.askRank();
    this.#takeOverClose();
  }

  /** A close that came while the player resumed was told to nobody: the times and the stats show it. */
  #takeOverClose(): void {
    const { question, settings } = this.session.value ?? {};
    if (!question?.closesAt || !settings) return;
    if (this.player.clock.now() < Date.parse(question.closesAt) + settings.graceMs) return;
    this.#reveal(question.no, {});
    void this.loadStats(question.no);
  }

  #listen(): void {
    const { player } = this;
    this.#stops.push(
      player.on("connection", (connection) => {
        this.connection.value = connection;
        if (connection === "closed") this.#closed();
      }),
      player.on("state", (session) => this.#takeState(session)),
      player.on("ended", (session) => {
        this.#takeState(session);
        this.askRank();
      }),
      player.on("question", (question) => {
        this.previousPlaces.value = this.leaderboard.value?.places;
        this.seen.add(question);
      }),
      player.on("closed", ({ question, ...reveal }) => this.#reveal(question, reveal)),
      player.on("corrected", ({ question, ...reveal }) => {
        this.#reveal(question, reveal, true);
        this.corrected.value = new Set(this.corrected.value).add(question);
        this.askRank();
      }),
      player.on("stats", (stats) => this.#take(stats)),
      player.on("leaderboard", (leaderboard) => {
        this.leaderboard.value = leaderboard;
        this.askRank();
      }),
      player.on("removed", ({ banned }) => {
        this.gone.value = banned ? "banned" : "removed";
      }),
      player.on("answer", (answer) => this.#answerChanged(answer)),
    );
  }

  #takeState(session: Session): void {
    this.session.value = session;
    if (session.question) this.seen.add(session.question);
  }

  /** @param isCorrection then it changes only what is known to be closed */
  #reveal(
    no: number,
    { correct, answer, explanation }: Partial<Record<keyof Reveal, unknown>>,
    isCorrection = false,
  ): void {
    if (isCorrection && !this.reveals.value.has(no)) return;
    this.reveals.value = new Map(this.reveals.value).set(no, { correct, answer, explanation } as Reveal);
  }

  #take(stats: QuestionStats): void {
    const known = this.stats.value.get(stats.question);
    // The stream hides what a ticket shows.
    if (known?.options && !stats.options && known.asOf >= stats.asOf) return;
    this.stats.value = new Map(this.stats.value).set(stats.question, stats);
    const { correct, answer, explanation } = stats;
    const reveal = this.reveals.value.get(stats.question);
    const hasKey = reveal?.correct || reveal?.answer !== undefined;
    // After a reload they alone have the key.
    if (reveal && !hasKey) this.#reveal(stats.question, { ...reveal, correct, answer, explanation });
  }

  /** If another answer counts, sending that one again brings its verdict. */
  #answerChanged({ question, standing }: PlayerAnswer): void {
    this.#answersChanged();
    if (!standing || this.others.value.has(question)) return;
    const { choice, choices, value, text } = standing;
    const fields = JSON.parse(JSON.stringify({ choice, choices, value, text })) as AnswerFields;
    this.others.value = new Map(this.others.value).set(question, fields);
    this.answer(question, fields);
  }

  #answersChanged(): void {
    this.answers.value = new Map(this.player.answers);
  }

  /** The stream is closed for good: after the end that is as it should be. */
  #closed(): void {
    const hasEnded = this.session.value?.state === "ended";
    if (!hasEnded && !this.gone.value) this.gone.value = "deleted";
  }
}
