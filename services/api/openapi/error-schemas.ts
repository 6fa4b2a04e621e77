import { z } from "zod";
import type { ErrorType } from "../../../platform/errors.ts";
import { standingAnswer } from "./response-schemas.ts";

/** What `data` of an error has, by the error's type. Types that are not here have none. */

const fieldErrors = z.array(
  z.strictObject({
    path: z.string().describe('The field, as in "questions.3.options"; empty for the whole body'),
    reason: z.string(),
  }),
);
const retryAfterMs = z.int().min(0).describe("When a retry may succeed; also in `Retry-After`, in seconds");

const DATA: Partial<Record<ErrorType, z.ZodType>> = {
  ALREADY_ANSWERED: z.strictObject({
    answer: standingAnswer,
    receipt: z.string().optional().describe("If that answer could not be stored yet: its receipt"),
  }),
  WRONG_STATE: z.strictObject({
    state: z.enum(["lobby", "open", "ended"]).optional(),
    question: z.int().min(1).optional().describe("Where the session stands, if the step named another"),
    reason: z.enum(["late", "locked", "full"]).optional().describe("Why nobody may join"),
  }),
  QUESTION_CLOSED: z.strictObject({ reason: z.enum(["closed", "not-open"]) }),
  SESSION_ENDED: z.strictObject({ reason: z.literal("closed") }),
  STALE_VERSION: z.strictObject({ version: z.int().min(1).describe("The quiz's newest version") }),
  BODY_TOO_LARGE: z.strictObject({ limit: z.int().min(1).describe("The largest body, in bytes") }),
  VALIDATION_ERROR: fieldErrors.describe("Every field at fault with its reason"),
  RATE_LIMITED: z.strictObject({ retryAfterMs }),
  TRY_AGAIN: z.strictObject({
    retryAfterMs: retryAfterMs.optional(),
    receipt: z.string().optional().describe("Signed proof that an answer arrived, and when"),
    missing: z.array(z.string()).optional().describe("What a node lacks, from `/readyz`"),
  }),
  INTERNAL_ERROR: z.strictObject({ requestId: z.string().optional() }),
};

/** The schema of the body of an error of this type, with its HTTP status as `code`. */
export function errorSchema(type: ErrorType, status: number): z.ZodType {
  const data = DATA[type];
  return z.strictObject({
    name: z.string(),
    message: z.string().describe("In English, for developers"),
    code: z.literal(status).describe("The HTTP status"),
    type: z.literal(type),
    ...(data === undefined ? {} : { data: type === "INTERNAL_ERROR" ? data.optional() : data }),
  });
}

/** The name of an error's schema under `components`: `AlreadyAnsweredError` for `ALREADY_ANSWERED`. */
export function errorSchemaName(type: ErrorType): string {
  const words = type.split("_").filter((word) => word !== "ERROR");
  return `${words.map((word) => word[0] + word.slice(1).toLowerCase()).join("")}Error`;
}
