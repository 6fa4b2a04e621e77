import { DuplicatePredictor } from "../../../services/answers/duplicate-predictor.ts";

test("duplicates are likely for a hundred batches after the last batch that had one", () => {
  const predictor = new DuplicatePredictor();
  expect(predictor.isLikely).toBe(false);
  predictor.record(true);
  for (let batch = 0; batch < 99; batch++) predictor.record(false);
  expect(predictor.isLikely).toBe(true);
  predictor.record(false);
  expect(predictor.isLikely).toBe(false);
});
