/** What can become of a received answer, in the words of the audit. */
export const ENTRIES = ["accepted", "repeated", "changed", "early", "late", "invalid", "putOff"] as const;
export type Entry = (typeof ENTRIES)[number];

/** How many answers came to each end. */
export type Tally = Record<Entry, number>;

export const emptyTally = (): Tally => ({
  accepted: 0,
  repeated: 0,
  changed: 0,
  early: 0,
  late: 0,
  invalid: 0,
  putOff: 0,
});
