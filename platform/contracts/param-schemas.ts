import { z } from "zod";
import { isStorable } from "../domain/text/storable-text.ts";

/** Schemas that the params of several actions share. */

/** Maximum number of sessions about which one call may ask. */
export const MAX_SESSIONS_PER_CALL = 100;

/** Maximum number of elements in a column. */
const MAX_COLUMN_LENGTH = 10_000;

/** A text that Postgres can store, of at most `max` UTF-16 code units. */
export const storableText = (max: number) =>
  z.string().min(1).max(max).refine(isStorable, { error: "must be well-formed Unicode without U+0000" });

export const id = z.string().max(200);
export const host = storableText(200);
/** The number of a session or player, or a version: a positive int4. */
export const positiveInt = z.int().min(1).max(2_147_483_647);
export const questionNo = z.int().min(1).max(1000);
export const sessionNos = z.array(positiveInt).max(MAX_SESSIONS_PER_CALL);
export const pageParams = {
  limit: z.int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
};
/** What identifies a request that creates something (`IdempotentRequest`). */
export const idempotency = z.strictObject({
  key: z.string().min(1).max(250),
  hash: z.string().regex(/^[\da-f]{64}$/, "must be a SHA-256 as 64 hexadecimal digits"),
});
/** Why a host corrects something, in the host's words. */
export const reason = storableText(2000);
/** A date and time in ISO 8601, parsed to epoch ms. */
export const timestamp = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** A column of a batch: an array with values of one type, checked in one pass. */
export const column = <T>(what: string, isValid: (value: unknown) => value is T) =>
  z.custom<T[]>(
    (values) => Array.isArray(values) && values.length <= MAX_COLUMN_LENGTH && values.every(isValid),
    { error: `must be a list of at most ${MAX_COLUMN_LENGTH} ${what}` },
  );
export const integerColumn = () =>
  column("whole numbers", (value: unknown): value is number => Number.isSafeInteger(value));
const MAX_PLAYER_NO = 2_147_483_647;
export const playerColumn = () =>
  column(
    `whole numbers from 1 to ${MAX_PLAYER_NO}`,
    (value: unknown): value is number =>
      Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_PLAYER_NO,
  );
export const textColumn = () =>
  column(
    "texts of at most 2000 characters",
    (value: unknown): value is string => typeof value === "string" && value.length <= 2000,
  );

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
export const uuidColumn = () =>
  column("UUIDs", (value: unknown): value is string => typeof value === "string" && UUID.test(value));

export const UNEQUAL_LENGTHS = { error: "columns must have one length" };

/** An object of columns that all have the same length. */
export const columns = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape).refine((batch) => {
    const lengths = Object.values(batch as Record<string, unknown[]>).map((values) => values.length);
    return lengths.every((length) => length === lengths[0]);
  }, UNEQUAL_LENGTHS);
