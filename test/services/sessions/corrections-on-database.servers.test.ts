import { ValidationError } from "../../../platform/errors.ts";
import * as corrections from "../../../services/sessions/corrections.repo.ts";
import {
  addCorrection,
  assertFits,
  MAX_HISTORY_BYTES,
  type NewCorrection,
  SHORT_REASON_BYTES,
} from "../../../services/sessions/corrections.ts";
import * as repo from "../../../services/sessions/sessions.repo.ts";
import { freshDatabase } from "../../harness/fresh-database.ts";
import { lobby } from "./session-on-database.ts";

const db = freshDatabase();

const voiding = (reason: string, question = 1): NewCorrection => ({
  kind: "void",
  question,
  reason,
  from: null,
  to: null,
});
const accepting = (...accept: string[]): NewCorrection => ({
  kind: "key",
  question: 1,
  reason: "a slip",
  from: { form: "text", accept: ["Bern"] },
  to: { form: "text", accept },
});
const add = (no: number, correction: NewCorrection) =>
  db.transaction((transaction) => addCorrection(transaction, no, correction, true));
/** The bytes of the corrections in a session's report, and of the keys in its record. */
async function messageBytes(no: number): Promise<number> {
  const parts = [await corrections.all(db, no), (await repo.byNo(db, no))!.keys];
  return Buffer.byteLength(JSON.stringify(parts[0])) + Buffer.byteLength(JSON.stringify(parts[1]));
}

test("the size of a session's corrections in a message is bounded, whatever their content", async () => {
  const no = await lobby(db);
  // As JSON each of these characters takes six bytes.
  const longest = voiding("\u0001".repeat(2000));
  const fit = Math.floor(MAX_HISTORY_BYTES / (12_000 + 102));
  for (let time = 0; time < fit; time++) await add(no, longest);
  await expect(add(no, longest)).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [{ path: "reason" }],
  });
  await expect(add(no, accepting("é".repeat(5000)))).rejects.toBeInstanceOf(ValidationError);
  expect(await corrections.all(db, no)).toHaveLength(fit);
  expect(await messageBytes(no)).toBeLessThanOrEqual(MAX_HISTORY_BYTES);
  for (let time = 1; time <= 3; time++) await add(no, voiding("\u0001".repeat(33), time));
  expect(await corrections.all(db, no)).toHaveLength(fit + 3);
});

test("keys count too, the old and the new one", async () => {
  const no = await lobby(db);
  const before = await corrections.historySize(db, no);
  await add(no, accepting("Basel", "Bâle"));
  const after = await corrections.historySize(db, no);
  expect(before).toEqual({ count: 0, bytes: 0 });
  expect(after.count).toBe(1);
  expect(after.bytes).toBeGreaterThanOrEqual(Buffer.byteLength('"a slip"["Bern"]["Basel","Bâle"]'));
});

test("the limit is exact to the byte; voiding with a short reason is always possible", () => {
  const correction = voiding("x".repeat(SHORT_REASON_BYTES));
  const needed = 100 + SHORT_REASON_BYTES + 2;
  const full = { count: 10, bytes: MAX_HISTORY_BYTES - 10 * 100 };
  expect(() => assertFits({ ...full, bytes: full.bytes - needed }, correction)).not.toThrow();
  expect(() => assertFits({ ...full, bytes: full.bytes - needed + 1 }, correction)).toThrow(ValidationError);
  expect(() => assertFits(full, voiding("x".repeat(SHORT_REASON_BYTES - 2)))).not.toThrow();
  expect(() => assertFits(full, { ...accepting("y"), reason: "x" })).toThrow(ValidationError);
});
