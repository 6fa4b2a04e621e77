function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population variance. */
function variance(values: readonly number[]): number {
  const average = mean(values);
  return mean(values.map((value) => (value - average) ** 2));
}

/** The mean, or null if there are no values. */
export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}

/**
 * Point-biserial correlation of correct/wrong with another score, by the textbook formula `(M1 − M0) / s · sqrt(p q)`
 * with the population standard deviation; null if it is not defined.
 */
export function pointBiserial(rows: readonly { isCorrect: boolean; rest: number }[]): number | null {
  const correct = rows.filter((row) => row.isCorrect).map((row) => row.rest);
  const wrong = rows.filter((row) => !row.isCorrect).map((row) => row.rest);
  if (correct.length === 0 || wrong.length === 0) return null;
  const deviation = Math.sqrt(variance(rows.map((row) => row.rest)));
  if (deviation === 0) return null;
  const p = correct.length / rows.length;
  return ((mean(correct) - mean(wrong)) / deviation) * Math.sqrt(p * (1 - p));
}

/**
 * Kuder-Richardson formula 20, `k/(k−1) · (1 − Σ p q / σ²)`, over a matrix player × question of correct (true) and
 * wrong; null for fewer than two questions or if all players have the same total.
 */
export function kr20(matrix: readonly (readonly boolean[])[]): number | null {
  const k = matrix[0]?.length ?? 0;
  if (k < 2) return null;
  const totals = matrix.map((row) => row.filter(Boolean).length);
  const totalVariance = variance(totals);
  if (totalVariance === 0) return null;
  let sum = 0;
  for (let item = 0; item < k; item++) {
    const p = mean(matrix.map((row) => (row[item] ? 1 : 0)));
    sum += p * (1 - p);
  }
  return (k / (k - 1)) * (1 - sum / totalVariance);
}
