import { randomFillSync } from "node:crypto";
import type { PackedRows } from "../../services/stats/reading/packed-rows.ts";
import { CORRECT } from "../../services/stats/reading/packed-rows.ts";

/** Random rows, packed as the database sends them: four options, a quarter correct, times within 20 s. */
export function randomRows(
  count: number,
  questionOf: (row: number) => number,
  playerOf: (row: number) => number,
): PackedRows {
  const random = new Uint32Array(count);
  for (let from = 0; from < count; from += 16_384) randomFillSync(random.subarray(from, from + 16_384));
  const question = Buffer.alloc(2 * count);
  const player = Buffer.alloc(4 * count);
  const choice = Buffer.alloc(4 * count);
  const elapsed = Buffer.alloc(4 * count);
  const points = Buffer.alloc(2 * count);
  const correct = Buffer.alloc(count);
  for (let row = 0; row < count; row++) {
    const option = random[row]! & 3;
    const elapsedMs = (random[row]! >>> 2) % 20_000;
    question.writeInt16BE(questionOf(row), 2 * row);
    player.writeInt32BE(playerOf(row), 4 * row);
    choice.writeInt32BE(option, 4 * row);
    elapsed.writeInt32BE(elapsedMs, 4 * row);
    points.writeInt16BE(option === 0 ? Math.round(1000 * (1 - elapsedMs / 20_000 / 2)) : 0, 2 * row);
    correct[row] = option === 0 ? CORRECT.right : CORRECT.wrong;
  }
  return { rows: count, question, player, choice, elapsed, points, correct, response: new Uint8Array() };
}
