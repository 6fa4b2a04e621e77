/** What is known of a player's round trip, from the gaps that the gateway has seen; times in ms. */
export interface GapStats {
  gaps: number;
  mean: number;
  /** Of the gaps, not of a sample. */
  variance: number;
}

/** So many gaps are needed for an estimate. */
export const MIN_GAPS = 3;
/** A longer gap is a pause, in ms. */
export const MAX_GAP_MS = 1000;
/** The newest gap counts at least one part in so many: a phone may change its network. */
const MAX_WEIGHT = 16;
/** How many standard deviations below the mean the estimate is. */
const DEVIATIONS = 0.8;

export const NO_GAPS: GapStats = { gaps: 0, mean: 0, variance: 0 };

/**
 * Adds a gap: Welford's update of mean and variance (Technometrics 4, 1962), whose weights become those of an
 * exponential average after 16 gaps.
 */
export function addGap({ gaps, mean, variance }: GapStats, gapMs: number): GapStats {
  const weight = 1 / Math.min(gaps + 1, MAX_WEIGHT);
  const difference = gapMs - mean;
  const newMean = mean + weight * difference;
  return {
    gaps: Math.min(gaps + 1, MAX_WEIGHT),
    mean: newMean,
    variance: (1 - weight) * (variance + weight * difference * difference),
  };
}

/**
 * The estimated round trip in ms: mean − 0.8 σ of the gaps, so a connection whose delays vary gets less than its mean
 * (as `compEstimate` in LagTracker.scala of Lichess' scalachess); 0 until there are three gaps.
 */
export function roundTripMs({ gaps, mean, variance }: GapStats): number {
  return gaps < MIN_GAPS ? 0 : Math.max(0, mean - DEVIATIONS * Math.sqrt(variance));
}
