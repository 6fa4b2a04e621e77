import { z } from "zod";

/** Replies for load balancers, operators and tools. */

export const health = z.strictObject({ status: z.literal("ok") });
export const ready = z.strictObject({
  status: z.literal("ready"),
  degraded: z.array(z.string()).optional().describe("What is missing for some of the calls"),
});
export const apiDescription = z
  .looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) })
  .describe("An OpenAPI 3.1 document");
