import { z } from "zod";

const common = {
  text: z.string().min(1).max(2000),
  timeLimitMs: z.int().min(1000).max(600_000).nullable().default(20_000),
  points: z.int().min(0).max(10_000).default(1000),
  explanation: z.string().max(2000).optional(),
  image: z
    .url({ protocol: /^https$/, error: "must be an https: address" })
    .max(2000)
    .optional(),
};

/** The fields that questions of every kind have. */
export const questionFields = <Kind extends string>(kind: Kind) => ({ kind: z.literal(kind), ...common });

export type QuestionFields = z.output<z.ZodObject<ReturnType<typeof questionFields>>>;
