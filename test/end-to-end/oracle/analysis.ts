function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population variance. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
}

/** The mean, or null of nothing. */
export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}

/**
 * Point-biserial correlation of right/wrong with another score, by its textbook form
 * `(M1 − M0) / s · sqrt(p q)` with the population standard deviation; null where it is not defined.
 */
export function pointBiserial(rows: readonly { right: boolean; rest: number }[]): number | null {
  const right = rows.filter((row) => row.right).map((row) => row.rest);
  const wrong = rows.filter((row) => !row.right).map((row) => row.rest);
  if (right.length === 0 || wrong.length === 0) return null;
  const deviation = Math.sqrt(variance(rows.map((row) => row.rest)));
  if (deviation === 0) return null;
  const p = right.length / rows.length;
  return ((mean(right) - mean(wrong)) / deviation) * Math.sqrt(p * (1 - p));
}

/**
 * Kuder and Richardson's formula 20, `k/(k−1) · (1 − Σ p q / σ²)`, over a matrix player × question of right and
 * wrong; null for fewer than two questions or where everybody has the same total.
 */
export function kr20(matrix: readonly (readonly boolean[])[]): number | null {
  const k = matrix[0]?.length ?? 0;
  if (k < 2) return null;
  const totals = matrix.map((row) => row.filter(Boolean).length);
  const spread = variance(totals);
  if (spread === 0) return null;
  let sum = 0;
  for (let item = 0; item < k; item++) {
    const p = mean(matrix.map((row) => (row[item] ? 1 : 0)));
    sum += p * (1 - p);
  }
  return (k / (k - 1)) * (1 - sum / spread);
}
