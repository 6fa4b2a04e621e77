import { ValidationError } from "../../../platform/errors.ts";
import * as corrections from "../../../services/sessions/corrections.repo.ts";
import {
  BRIEF_BYTES,
  correct,
  MOST_BYTES,
  type NewCorrection,
  requireRoom,
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
  db.transaction((transaction) => correct(transaction, no, correction, true));
/** The bytes of all that a session's report tells of its corrections, and of the keys that its record has. */
async function bytesTold(no: number): Promise<number> {
  const told = [await corrections.all(db, no), (await repo.byNo(db, no))!.keys];
  return Buffer.byteLength(JSON.stringify(told[0])) + Buffer.byteLength(JSON.stringify(told[1]));
}

test("what a session's corrections take in a message is bounded, whatever is written in them", async () => {
  const no = await lobby(db);
  // As JSON each of these characters takes six bytes.
  const longest = voiding("\u0001".repeat(2000));
  const fit = Math.floor(MOST_BYTES / (12_000 + 102));
  for (let time = 0; time < fit; time++) await add(no, longest);
  await expect(add(no, longest)).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [{ path: "reason" }],
  });
  await expect(add(no, accepting("é".repeat(5000)))).rejects.toBeInstanceOf(ValidationError);
  expect(await corrections.all(db, no)).toHaveLength(fit);
  expect(await bytesTold(no)).toBeLessThanOrEqual(MOST_BYTES);
  for (let time = 1; time <= 3; time++) await add(no, voiding("\u0001".repeat(33), time));
  expect(await corrections.all(db, no)).toHaveLength(fit + 3);
});

test("keys count as well, the one before and the new one", async () => {
  const no = await lobby(db);
  const before = await corrections.held(db, no);
  await add(no, accepting("Basel", "Bâle"));
  const after = await corrections.held(db, no);
  expect(before).toEqual({ count: 0, bytes: 0 });
  expect(after.count).toBe(1);
  expect(after.bytes).toBeGreaterThanOrEqual(Buffer.byteLength('"a slip"["Bern"]["Basel","Bâle"]'));
});

test("the room ends at its last byte, and a brief void needs none", () => {
  const correction = voiding("x".repeat(BRIEF_BYTES));
  const needed = 100 + BRIEF_BYTES + 2;
  const full = { count: 10, bytes: MOST_BYTES - 10 * 100 };
  expect(() => requireRoom({ ...full, bytes: full.bytes - needed }, correction)).not.toThrow();
  expect(() => requireRoom({ ...full, bytes: full.bytes - needed + 1 }, correction)).toThrow(ValidationError);
  expect(() => requireRoom(full, voiding("x".repeat(BRIEF_BYTES - 2)))).not.toThrow();
  expect(() => requireRoom(full, { ...accepting("y"), reason: "x" })).toThrow(ValidationError);
});
