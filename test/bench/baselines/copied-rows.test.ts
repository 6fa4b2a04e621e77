import { parseCopiedRows } from "../../../bench/baselines/copied-rows.ts";
import { CORRECT, NO_CHOICE, TYPED } from "../../../services/stats/reading/packed-rows.ts";

const int2 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int4 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const field = (value: Buffer | null) =>
  value === null ? int4(-1) : Buffer.concat([int4(value.length), value]);
const row = (...fields: (Buffer | null)[]) => Buffer.concat([int2(fields.length), ...fields.map(field)]);

/** See "Binary Format" of COPY in the Postgres manual. */
const copyOutput = Buffer.concat([
  Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"),
  int4(0),
  int4(0),
  row(int2(1), int4(70_000), int4(3), int4(1500), int2(900), Buffer.of(1), null),
  row(int2(2), int4(2), null, int4(20), int2(0), Buffer.of(0), Buffer.from("Zürich")),
  row(int2(3), int4(3), null, int4(40), int2(0), null, null),
  int2(-1),
]);

test.each([1, 7, copyOutput.length])("the rows of COPY become columns, in chunks of %i bytes", (size) => {
  const chunks = Array.from({ length: Math.ceil(copyOutput.length / size) }, (_, index) =>
    copyOutput.subarray(index * size, (index + 1) * size),
  );
  const { count, ...columns } = parseCopiedRows(chunks);
  expect(count).toBe(3);
  expect(Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]]))).toEqual({
    question: [1, 2, 3],
    player: [70_000, 2, 3],
    choice: [3, TYPED, NO_CHOICE],
    elapsed: [1500, 20, 40],
    points: [900, 0, 0],
    correct: [CORRECT.right, CORRECT.wrong, CORRECT.unscored],
  });
});
