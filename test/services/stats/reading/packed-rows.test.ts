import fc from "fast-check";
import { copyForTransfer, type PackedRows } from "../../../../services/stats/reading/packed-rows.ts";
import { packRows, unpackRows } from "../answer-rows.ts";
import { arbitraryAnswers } from "../arbitrary-answers.ts";

/** The same bytes as a slice of a larger buffer, at an odd offset, as drivers return them. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const larger = new Uint8Array(bytes.length + 8).fill(0xee);
  larger.set(bytes, 3);
  return larger.subarray(3, 3 + bytes.length);
}

test("rows are the same after packing and unpacking, at any offset", () => {
  fc.assert(
    fc.property(arbitraryAnswers(2_147_483_647), (answers) => {
      const { rows, ...columns } = packRows(answers);
      const moved = Object.fromEntries(
        Object.entries(columns).map(([name, bytes]) => [name, unaligned(bytes)]),
      ) as unknown as Omit<PackedRows, "rows">;
      expect(unpackRows({ rows, ...moved })).toEqual(answers);
    }),
  );
});

test("rows copied for a transfer have buffers of their own and of exact size", () => {
  const row = { question: 1, player: 2, choice: 3, response: null, elapsed: 4, points: 5, correct: true };
  const packed = { ...packRows([row]), player: unaligned(packRows([row]).player) };
  const { packed: own, buffers } = copyForTransfer(packed);
  expect(unpackRows(own)).toEqual([row]);
  expect(own.player.buffer.byteLength).toBe(4);
  const sent = structuredClone(own, { transfer: buffers });
  expect(unpackRows(sent)).toEqual([row]);
  expect(unpackRows(packed)).toEqual([row]);
});
