import { Repeats } from "../../../services/answers/duplicate-predictor.ts";

test("repeats are likely for a hundred batches after the last one that had any", () => {
  const repeats = new Repeats();
  expect(repeats.areLikely).toBe(false);
  repeats.batch(true);
  for (let batch = 0; batch < 99; batch++) repeats.batch(false);
  expect(repeats.areLikely).toBe(true);
  repeats.batch(false);
  expect(repeats.areLikely).toBe(false);
});
