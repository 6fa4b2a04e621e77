/** A number with the exponential distribution, by inversion. */
export function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}
