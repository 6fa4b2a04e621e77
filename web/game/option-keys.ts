/**
 * The option that a key stands for: a letter as it is written on the option, or a digit from 1, where 0 is the tenth.
 *
 * @param key as in `KeyboardEvent.key`
 * @param count how many options there are, at most 20
 * @returns its index from 0; undefined if it stands for none
 */
export function optionOfKey(key: string, count: number): number | undefined {
  if (!/^[a-z0-9]$/i.test(key)) return undefined;
  const index = /\d/.test(key) ? (Number(key) + 9) % 10 : key.toUpperCase().charCodeAt(0) - 65;
  return index < count ? index : undefined;
}
