/** The numbers of the items in the order of their values, the smallest first; equal ones in the order of their numbers. */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  return order.sort((one, other) => values[one]! - values[other]! || one - other);
}

/** The place of each item, from 0. */
export function placesOf(values: ArrayLike<number>): Uint32Array {
  const places = new Uint32Array(values.length);
  orderOf(values).forEach((item, place) => {
    places[item] = place;
  });
  return places;
}

/**
 * The share of pairs whose order is another one in `measured` than in `real`: Kendall's tau distance, from 0 to 1
 * (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30, 1938), counted by merging in n log n steps
 * (W. R. Knight, Journal of the American Statistical Association 61, 1966). It takes both for orders without ties.
 */
export function wrongPairs(real: ArrayLike<number>, measured: ArrayLike<number>): number {
  const places = placesOf(measured);
  const sequence = Uint32Array.from(orderOf(real), (item) => places[item]!);
  const pairs = (sequence.length * (sequence.length - 1)) / 2;
  return pairs === 0 ? 0 : inversions(sequence, new Uint32Array(sequence.length)) / pairs;
}

/** Sorts the sequence. @param scratch of the same length. @returns how many pairs were in descending order */
function inversions(sequence: Uint32Array, scratch: Uint32Array): number {
  const { length } = sequence;
  if (length < 2) return 0;
  const middle = length >>> 1;
  const [left, right] = [sequence.subarray(0, middle), sequence.subarray(middle)];
  let count = inversions(left, scratch) + inversions(right, scratch);
  let [l, r] = [0, 0];
  for (let at = 0; at < length; at++) {
    const takesLeft = r === right.length || (l < left.length && left[l]! <= right[r]!);
    if (!takesLeft) count += left.length - l;
    scratch[at] = takesLeft ? left[l++]! : right[r++]!;
  }
  sequence.set(scratch.subarray(0, length));
  return count;
}
