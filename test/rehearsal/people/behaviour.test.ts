import { type Habits, Person } from "../../../rehearsal/people/behaviour.ts";
import { normal, randomOf } from "../../../rehearsal/people/random.ts";
import { thinkingTimeMs } from "../../../rehearsal/people/thinking-time.ts";

const HABITS: Habits = { wrong: 0.3, late: 0.1, lost: 0.2 };
const QUESTION = { no: 1, kind: "single", timeLimitMs: 20_000 };
const PEOPLE = 2000;

const intents = (habits: Habits, seed = 7) =>
  Array.from({ length: PEOPLE }, (_, index) => new Person(seed, index + 1, habits).intentFor(QUESTION));
const withoutRandom = (all: ReturnType<typeof intents>) => all.map(({ random, ...intent }) => intent);
const median = (values: number[]) => values.toSorted((one, other) => one - other)[values.length / 2]!;

describe("a simulated person", () => {
  test("does the same again with the same seed, and something else with another", () => {
    expect(withoutRandom(intents(HABITS))).toEqual(withoutRandom(intents(HABITS)));
    expect(withoutRandom(intents(HABITS, 8))).not.toEqual(withoutRandom(intents(HABITS)));
  });

  test("is wrong, late and unlucky as often as the shares say", () => {
    const all = intents(HABITS);
    const share = (is: (intent: (typeof all)[number]) => boolean) => all.filter(is).length / PEOPLE;
    expect(share(({ isWrong }) => isWrong)).toBeCloseTo(0.3, 1);
    expect(share(({ lateByMs }) => lateByMs !== undefined)).toBeCloseTo(0.1, 1);
    expect(share(({ mishap }) => mishap !== undefined)).toBeCloseTo(0.2, 1);
    const kinds = new Set(all.map(({ mishap }) => mishap?.kind));
    expect([...kinds].sort()).toEqual(["away", "lost-reply", "reset", undefined]);
  });

  test("thinks as long as before if only the shares change", () => {
    const times = (habits: Habits) => intents(habits).map(({ thinkMs }) => thinkMs);
    expect(times({ wrong: 1, late: 0, lost: 0 })).toEqual(times(HABITS));
  });

  test("needs as long for each question as its own speed makes likely", () => {
    const logs = (no: number) => {
      return Array.from({ length: PEOPLE }, (_, index) =>
        Math.log(new Person(3, index + 1, HABITS).intentFor({ ...QUESTION, no }).thinkMs),
      );
    };
    // Of the variance 0.3² + 0.4² the person's part is 0.36.
    expect(correlation(logs(1), logs(2))).toBeCloseTo(0.36, 1);
  });
});

describe("thinking times", () => {
  const times = (question: { kind: string; timeLimitMs: number | null }) => {
    const random = randomOf(1);
    return Array.from({ length: PEOPLE }, () => thinkingTimeMs(question, 1, random));
  };

  test("are log-normal around the median", () => {
    const all = times(QUESTION);
    expect(median(all) / 6000).toBeCloseTo(1, 1);
    const logs = all.map((ms) => Math.log(ms / 6000));
    const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / PEOPLE);
    expect(deviation).toBeCloseTo(0.4, 1);
    expect(all.filter((ms) => ms > 6000 * Math.exp(0.4)).length / PEOPLE).toBeCloseTo(0.159, 1);
  });

  test("are bounded by what people can do, and known without a time limit", () => {
    expect(Math.min(...times({ kind: "single", timeLimitMs: 1000 }))).toBe(250);
    expect(median(times({ kind: "single", timeLimitMs: null })) / 8000).toBeCloseTo(1, 1);
    expect(median(times({ kind: "text", timeLimitMs: null })) / 11_200).toBeCloseTo(1, 1);
  });
});

test("the normal distribution has mean 0 and deviation 1", () => {
  const random = randomOf(5, 6);
  const values = Array.from({ length: 20_000 }, () => normal(random));
  expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0, 1);
  expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 1);
});

test("generators of neighbouring seeds have nothing in common", () => {
  const firsts = Array.from({ length: PEOPLE }, (_, no) => randomOf(1, no, 1)());
  const others = Array.from({ length: PEOPLE }, (_, no) => randomOf(1, no, 2)());
  expect(Math.abs(correlation(firsts, others))).toBeLessThan(0.06);
  expect(firsts.reduce((sum, value) => sum + value, 0) / PEOPLE).toBeCloseTo(0.5, 1);
});

function correlation(some: number[], others: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [one, other] = [mean(some), mean(others)];
  const products = mean(some.map((value, index) => (value - one) * (others[index]! - other)));
  const deviation = (values: number[], middle: number) =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return products / deviation(some, one) / deviation(others, other);
}
