import type { Route } from "../routing/route.ts";
import { BODIES_OF } from "./examples/body-examples.ts";
import { IMPORT_EXAMPLES } from "./examples/file-examples.ts";
import { requestSchema } from "./openapi-schemas.ts";
import { parametersOf } from "./parameters.ts";
import { exampleRefs, fileSchema, successesOf } from "./replies.ts";
import { securityOf } from "./route-access.ts";

/** A route as an operation of the description. @param errors its errors by their HTTP status */
export function operationOf(route: Route, errors: Record<string, object>): object {
  const hasBody = route.bodyLimit !== undefined && (route.body || route.consumes);
  return {
    operationId: route.operation,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(hasBody ? { requestBody: bodyOf(route) } : {}),
    responses: { ...successesOf(route), ...errors },
  };
}

function bodyOf({ operation, body, isBodyOptional = false, consumes }: Route): object {
  const content = consumes
    ? Object.fromEntries(consumes.map((type) => [type, fileOf(type)]))
    : { "application/json": { schema: requestSchema(body!), ...exampleRefs(BODIES_OF[operation] ?? []) } };
  return { required: !isBodyOptional, content };
}

function fileOf(type: string): object {
  const examples = Object.keys(IMPORT_EXAMPLES[type] ?? {});
  return { ...fileSchema(type), ...(examples.length === 0 ? {} : exampleRefs(examples)) };
}
