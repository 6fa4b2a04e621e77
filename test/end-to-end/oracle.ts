import type { Me, Place, Question, Stats } from "../harness/contract.ts";
import { kr20, meanOrNull, pointBiserial } from "./oracle/analysis.ts";
import { chosen, type Figures, figures, optionFigures } from "./oracle/figures.ts";
import { isRight, pointsFor } from "./oracle/grading.ts";
import { type Key, withKey } from "./oracle/keys.ts";
import { Ledger, type Standing, standing, type Window } from "./oracle/ledger.ts";
import { ranking } from "./oracle/ranking.ts";
import type { Rules } from "./oracle/rules.ts";
import { verdictFaults } from "./oracle/verdicts.ts";

/**
 * Says what a session must have answered to everything, computed from the contract's text, the quiz, the
 * settings and the ledger of what each player sent and when; it knows nothing of the services.
 */
export class Oracle {
  readonly ledger = new Ledger();
  readonly windows = new Map<number, Window>();
  readonly questions: Question[];
  readonly rules: Rules;
  readonly #players = new Map<number, string>();
  readonly #voided = new Set<number>();

  constructor(questions: readonly Question[], rules: Rules) {
    this.questions = [...questions];
    this.rules = rules;
  }

  joined(playerNo: number, nickname: string): void {
    this.#players.set(playerNo, nickname);
  }
  /** A removed player's answers count nowhere. */
  removed(playerNo: number): void {
    this.#players.delete(playerNo);
  }
  voided(no: number): void {
    this.#voided.add(no);
  }
  rekeyed(no: number, key: Key): void {
    this.questions[no - 1] = withKey(this.#question(no), key);
  }

  #question(no: number): Question {
    const question = this.questions[no - 1];
    if (!question) throw new Error(`The quiz has no question ${no}`);
    return question;
  }

  /** Every verdict that is not what the contract says. */
  verdictFaults(): string[] {
    return this.questions.flatMap((question, index) =>
      [...this.ledger.of(index + 1).values()].flatMap((rows) =>
        verdictFaults(index + 1, question, this.rules, this.windows.get(index + 1), rows),
      ),
    );
  }

  /** The answers to a question that stand and count, by player. */
  answers(no: number): Map<number, Standing> {
    const standings = new Map<number, Standing>();
    for (const [playerNo, rows] of this.ledger.of(no)) {
      const found = standing(rows);
      if (found && this.#players.has(playerNo)) standings.set(playerNo, found);
    }
    return standings;
  }

  stats(no: number): Figures & Pick<Stats, "final"> {
    return { ...figures(no, this.#question(no), [...this.answers(no).values()]), final: true };
  }

  /** What one answer earned; a voided question earns nothing. */
  #points(no: number, { answer, elapsedMs }: Standing): number {
    return this.#voided.has(no) ? 0 : pointsFor(this.#question(no), answer, elapsedMs, this.rules.scoring);
  }

  /** The whole table: all who joined and were not removed. */
  places(): Place[] {
    const scores = new Map(
      [...this.#players].map(([playerNo, nickname]) => [
        playerNo,
        { playerNo, nickname, points: 0, elapsedMs: 0 },
      ]),
    );
    this.questions.forEach((question, index) => {
      for (const [playerNo, found] of this.answers(index + 1)) {
        const score = scores.get(playerNo);
        if (!score || this.#voided.has(index + 1) || !isRight(question, found.answer)) continue;
        score.points += this.#points(index + 1, found);
        score.elapsedMs += found.elapsedMs;
      }
    });
    return ranking([...scores.values()]);
  }

  /** What each player's own page must say, by player. */
  everybody(): Map<number, Omit<Me, "asOf">> {
    const answered = new Map<number, number>();
    for (let no = 1; no <= this.questions.length; no++) {
      for (const playerNo of this.answers(no).keys()) {
        answered.set(playerNo, (answered.get(playerNo) ?? 0) + 1);
      }
    }
    const places = this.places();
    return new Map(
      places.map(({ rank, playerNo, nickname, points }) => [
        playerNo,
        { playerNo, nickname, answered: answered.get(playerNo) ?? 0, points, rank, players: places.length },
      ]),
    );
  }

  /** The per-question analysis of the report. */
  analysis(no: number) {
    const question = this.#question(no);
    const points = new Map(this.places().map((place) => [place.playerNo, place.points]));
    const rows = [...this.answers(no)].map(([playerNo, found]) => ({
      found,
      right: isRight(question, found.answer) === true,
      rest: (points.get(playerNo) ?? 0) - this.#points(no, found),
    }));
    const graded = question.kind !== "poll" && rows.length > 0;
    return {
      no,
      text: question.text,
      facility: graded ? rows.filter((row) => row.right).length / rows.length : null,
      discrimination: graded ? pointBiserial(rows) : null,
      options: optionFigures(
        question,
        rows.map((row) => row.found),
      ).map((option) => ({
        ...option,
        meanRest: meanOrNull(
          rows.filter((row) => chosen(row.found).includes(option.id)).map((row) => row.rest),
        ),
        discrimination: pointBiserial(
          rows.map(({ found, rest }) => ({ right: chosen(found).includes(option.id), rest })),
        ),
      })),
    };
  }

  /** KR-20 over those who answered at least one question that counts; polls and voided questions do not. */
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
          const found = answers.get(playerNo);
          return found !== undefined && isRight(question, found.answer) === true;
        }),
      ),
    );
  }
}
