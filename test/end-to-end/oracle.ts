import type { Answer, Me, Place, Question, Stats } from "../harness/contract.ts";
import { kr20, meanOrNull, pointBiserial } from "./oracle/analysis.ts";
import { isCorrect, pointsFor } from "./oracle/grading.ts";
import { type Key, withKey } from "./oracle/keys.ts";
import { type CountedAnswer, countedAnswer, Ledger, type Window } from "./oracle/ledger.ts";
import { ranking } from "./oracle/ranking.ts";
import type { Rules } from "./oracle/rules.ts";
import { chosenOptions, computeStats, optionStats, type QuestionStats } from "./oracle/stats.ts";
import { verdictErrors } from "./oracle/verdicts.ts";

/** One answer of one player that counts. */
export interface GivenAnswer {
  playerNo: number;
  nickname: string;
  question: number;
  answer: Answer;
  elapsedMs: number;
  points: number;
  /** Null for a poll. */
  correct: boolean | null;
}

/**
 * Computes what a session must return: from the text of the contract, the quiz, the settings, and the ledger of what
 * each player sent and when. It uses no code of the services.
 */
export class Oracle {
  readonly ledger = new Ledger();
  readonly windows = new Map<number, Window>();
  readonly questions: Question[];
  readonly rules: Rules;
  readonly #players = new Map<number, string>();
  readonly #removed = new Map<number, string>();
  readonly #voided = new Set<number>();

  constructor(questions: readonly Question[], rules: Rules) {
    this.questions = [...questions];
    this.rules = rules;
  }

  addPlayer(playerNo: number, nickname: string): void {
    this.#players.set(playerNo, nickname);
  }
  /** A removed player's answers count nowhere. */
  removePlayer(playerNo: number): void {
    this.#removed.set(playerNo, this.#players.get(playerNo) ?? "");
    this.#players.delete(playerNo);
  }
  /** The removal is taken back: the answers count again. */
  restorePlayer(playerNo: number): void {
    this.addPlayer(playerNo, this.#removed.get(playerNo) ?? "");
  }
  voidQuestion(no: number): void {
    this.#voided.add(no);
  }
  correctKey(no: number, key: Key): void {
    this.questions[no - 1] = withKey(this.#question(no), key);
  }

  #question(no: number): Question {
    const question = this.questions[no - 1];
    if (!question) throw new Error(`The quiz has no question ${no}.`);
    return question;
  }

  /** A message for each verdict that the contract does not allow. */
  verdictErrors(): string[] {
    return this.questions.flatMap((question, index) =>
      [...this.ledger.byPlayer(index + 1).values()].flatMap((rows) =>
        verdictErrors(index + 1, question, this.rules, this.windows.get(index + 1), rows),
      ),
    );
  }

  /** The answers to a question that count, by player; without those of removed players. */
  answers(no: number): Map<number, CountedAnswer> {
    const counted = new Map<number, CountedAnswer>();
    for (const [playerNo, rows] of this.ledger.byPlayer(no)) {
      const answer = countedAnswer(rows);
      if (answer && this.#players.has(playerNo)) counted.set(playerNo, answer);
    }
    return counted;
  }

  stats(no: number): QuestionStats & Pick<Stats, "final"> {
    return { ...computeStats(no, this.#question(no), [...this.answers(no).values()]), final: true };
  }

  /** The points of one answer; a void question gives none. */
  #points(no: number, { answer, elapsedMs }: CountedAnswer): number {
    return this.#voided.has(no) ? 0 : pointsFor(this.#question(no), answer, elapsedMs, this.rules.scoring);
  }

  /** The full leaderboard: all players who joined and were not removed. */
  places(): Place[] {
    const scores = new Map(
      [...this.#players].map(([playerNo, nickname]) => [
        playerNo,
        { playerNo, nickname, points: 0, right: 0, elapsedMs: 0 },
      ]),
    );
    this.questions.forEach((question, index) => {
      for (const [playerNo, counted] of this.answers(index + 1)) {
        const score = scores.get(playerNo);
        if (!score || this.#voided.has(index + 1) || !isCorrect(question, counted.answer)) continue;
        score.points += this.#points(index + 1, counted);
        score.right++;
        score.elapsedMs += counted.elapsedMs;
      }
    });
    return ranking([...scores.values()], this.rules.scoring);
  }

  /** Every answer that counts, in order of player and question, with the points and the verdict as the host sees them. */
  responses(): GivenAnswer[] {
    return this.questions
      .flatMap((question, index) =>
        [...this.answers(index + 1)].map(([playerNo, counted]) => ({
          playerNo,
          nickname: this.#players.get(playerNo) ?? "",
          question: index + 1,
          answer: counted.answer,
          elapsedMs: counted.elapsedMs,
          points: this.#points(index + 1, counted),
          correct: isCorrect(question, counted.answer),
        })),
      )
      .sort((a, b) => a.playerNo - b.playerNo || a.question - b.question);
  }

  /** The reply to `GET /me` for each player after the end. */
  meByPlayer(): Map<number, Omit<Me, "asOf">> {
    const answered = new Map<number, number>();
    for (let no = 1; no <= this.questions.length; no++) {
      for (const playerNo of this.answers(no).keys()) {
        answered.set(playerNo, (answered.get(playerNo) ?? 0) + 1);
      }
    }
    const places = this.places();
    const isRanked = this.rules.leaderboard !== "never";
    return new Map(
      places.map(({ rank, playerNo, nickname, points }) => [
        playerNo,
        {
          playerNo,
          nickname,
          answered: answered.get(playerNo) ?? 0,
          points,
          rank: isRanked ? rank : null,
          players: places.length,
        },
      ]),
    );
  }

  /** The analysis of one question in the report. */
  analysis(no: number) {
    const question = this.#question(no);
    const points = new Map(this.places().map((place) => [place.playerNo, place.points]));
    const rows = [...this.answers(no)].map(([playerNo, counted]) => ({
      counted,
      isCorrect: isCorrect(question, counted.answer) === true,
      rest: (points.get(playerNo) ?? 0) - this.#points(no, counted),
    }));
    const graded = question.kind !== "poll" && rows.length > 0;
    return {
      no,
      text: question.text,
      facility: graded ? rows.filter((row) => row.isCorrect).length / rows.length : null,
      discrimination: graded ? pointBiserial(rows) : null,
      options: optionStats(
        question,
        rows.map((row) => row.counted),
      ).map((option) => ({
        ...option,
        meanRest: meanOrNull(
          rows.filter((row) => chosenOptions(row.counted).includes(option.id)).map((row) => row.rest),
        ),
        discrimination: pointBiserial(
          rows.map(({ counted, rest }) => ({ isCorrect: chosenOptions(counted).includes(option.id), rest })),
        ),
      })),
    };
  }

  /** KR-20 over the players who answered at least one question that counts. Polls and void questions do not count. */
  reliability(): number | null {
    const items = this.questions
      .map((question, index) => ({ question, no: index + 1, answers: this.answers(index + 1) }))
      .filter(({ question, no }) => question.kind !== "poll" && !this.#voided.has(no));
    const present = [...this.#players.keys()].filter((playerNo) =>
      items.some(({ answers }) => answers.has(playerNo)),
    );
    return kr20(
      present.map((playerNo) =>
        items.map(({ question, answers }) => {
          const counted = answers.get(playerNo);
          return counted !== undefined && isCorrect(question, counted.answer) === true;
        }),
      ),
    );
  }
}
