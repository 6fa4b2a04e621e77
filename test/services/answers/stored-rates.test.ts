import { StoredRates } from "../../../services/answers/stored-rates.ts";

let now: number;
let rates: StoredRates;
beforeEach(() => {
  now = 10_000;
  rates = new StoredRates(() => now);
});

test("a rate is the mean of the last five whole seconds", () => {
  for (let second = 0; second < 8; second++) {
    rates.count(1, 10);
    now += 500;
    rates.count(1, 20);
    now += 500;
  }
  expect(rates.perSecond(1)).toBe(30);
});

test("the second under way does not count yet, nor does one that is six seconds old", () => {
  rates.count(1, 50);
  expect(rates.perSecond(1)).toBe(0);
  now += 999;
  expect(rates.perSecond(1)).toBe(0);
  for (const expected of [10, 10, 10, 10, 10, 0]) {
    now += 1000;
    expect(rates.perSecond(1)).toBe(expected);
  }
});

test("a long silence leaves nothing behind", () => {
  rates.count(1, 50);
  now += 3_600_000;
  rates.count(1, 5);
  now += 1000;
  expect(rates.perSecond(1)).toBe(1);
});

test("sessions are counted apart, and one that nothing was stored of has no rate", () => {
  rates.count(1, 5);
  rates.count(2, 10);
  now += 1000;
  expect([1, 2, 3].map((session) => rates.perSecond(session))).toEqual([1, 2, 0]);
});
