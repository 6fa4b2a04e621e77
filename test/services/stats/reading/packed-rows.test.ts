import fc from "fast-check";
import { detach, type PackedRows } from "../../../../services/stats/reading/packed-rows.ts";
import { arbitraryAnswers } from "../arbitrary-answers.ts";
import { pack, unpackedAnswers } from "../packing.ts";

/** The same bytes as a slice of a larger buffer, at an odd offset, as drivers hand them out. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const larger = new Uint8Array(bytes.length + 8).fill(0xee);
  larger.set(bytes, 3);
  return larger.subarray(3, 3 + bytes.length);
}

test("packed rows come out as they went in, at whatever offset", () => {
  fc.assert(
    fc.property(arbitraryAnswers(2_147_483_647), (answers) => {
      const { rows, ...columns } = pack(answers);
      const moved = Object.fromEntries(
        Object.entries(columns).map(([name, bytes]) => [name, unaligned(bytes)]),
      ) as unknown as Omit<PackedRows, "rows">;
      expect(unpackedAnswers({ rows, ...moved })).toEqual(answers);
    }),
  );
});

test("detached rows have buffers of their own and of their size", () => {
  const row = { question: 1, player: 2, choice: 3, response: null, elapsed: 4, points: 5, correct: true };
  const packed = { ...pack([row]), player: unaligned(pack([row]).player) };
  const { packed: own, buffers } = detach(packed);
  expect(unpackedAnswers(own)).toEqual([row]);
  expect(own.player.buffer.byteLength).toBe(4);
  const sent = structuredClone(own, { transfer: buffers });
  expect(unpackedAnswers(sent)).toEqual([row]);
  expect(unpackedAnswers(packed)).toEqual([row]);
});
