import { z } from "zod";
import { storedSchema } from "../../../../services/api/openapi/stored-schema.ts";

const written = z.strictObject({
  text: z.string().describe("What is asked"),
  points: z.int().default(1000).describe("What it earns"),
  limit: z.int().nullable().default(20),
  note: z.string().optional(),
  options: z
    .array(
      z.strictObject({
        correct: z
          .boolean()
          .optional()
          .transform((is) => is || undefined),
      }),
    )
    .min(2),
});

test("what has a default is always stored, and what may be left out is not", () => {
  expect(z.toJSONSchema(storedSchema(written))).toMatchObject({
    required: ["text", "points", "limit", "options"],
    properties: {
      text: { type: "string", description: "What is asked" },
      points: { type: "integer", description: "What it earns" },
      note: { type: "string" },
    },
  });
});

test("what was transformed is described as it was sent, in lists too", () => {
  const { options } = (z.toJSONSchema(storedSchema(written)) as { properties: Record<string, object> })
    .properties;
  expect(options).toMatchObject({ items: { properties: { correct: { type: "boolean" } } } });
});
