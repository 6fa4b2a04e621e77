import { StoredRates } from "../../../services/answers/stored-rates.ts";

let now: number;
let rates: StoredRates;
beforeEach(() => {
  now = 10_000;
  rates = new StoredRates(() => now);
});

test("a rate is the mean of the last five completed seconds", () => {
  for (let second = 0; second < 8; second++) {
    rates.add(1, 10);
    now += 500;
    rates.add(1, 20);
    now += 500;
  }
  expect(rates.perSecond(1)).toBe(30);
});

test("the current second does not count yet, and seconds older than five no longer", () => {
  rates.add(1, 50);
  expect(rates.perSecond(1)).toBe(0);
  now += 999;
  expect(rates.perSecond(1)).toBe(0);
  for (const expected of [10, 10, 10, 10, 10, 0]) {
    now += 1000;
    expect(rates.perSecond(1)).toBe(expected);
  }
});

test("after a long pause the rate is zero", () => {
  rates.add(1, 50);
  now += 3_600_000;
  rates.add(1, 5);
  now += 1000;
  expect(rates.perSecond(1)).toBe(1);
});

test("each session has its own rate; without stored rows it is zero", () => {
  rates.add(1, 5);
  rates.add(2, 10);
  now += 1000;
  expect([1, 2, 3].map((session) => rates.perSecond(session))).toEqual([1, 2, 0]);
});
