import { z } from "zod";

/**
 * The schema of something that is stored, from the schema by which its writer's body was checked: what has a default is
 * always there, and what was transformed is described as it was sent. Descriptions stay.
 */
export function storedSchema(schema: z.ZodType): z.ZodType {
  const { description } = schema;
  const stored = storedForm(schema);
  return description === undefined || stored.description !== undefined
    ? stored
    : stored.describe(description);
}

function storedForm(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault) return storedSchema(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodOptional) return storedSchema(schema.unwrap() as z.ZodType).optional();
  if (schema instanceof z.ZodPipe) return storedSchema(schema.in as z.ZodType);
  if (schema instanceof z.ZodArray) return z.array(storedSchema(schema.element as z.ZodType));
  if (!(schema instanceof z.ZodObject)) return schema;
  return z.strictObject(
    Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [
        name,
        storedSchema(field),
      ]),
    ),
  );
}
