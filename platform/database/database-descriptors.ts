/**
 * How many files the embedded database keeps open at most. Whoever bounds the connections of this process below
 * `ulimit -n` leaves as many descriptors free, and some for the rest of the process.
 */
export const DATABASE_DESCRIPTORS = 256;
