import { z } from "zod";

/** Schemas that many replies share. */

/** A point in time by the server's clock. */
export const time = z.iso.datetime({ precision: 3 });
export const count = z.int().min(0);
/** A number that counts from 1. */
export const number = z.int().min(1);
export const questionNo = number;
/** A duration in ms. */
export const ms = z.int().min(0);
export const share = z.number().min(0).max(1);
export const correlation = z.number().nullable();

/** A page of a list. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("`cursor` of the next page; null after the last"),
  });
