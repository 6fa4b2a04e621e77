import type { Route } from "../routing/route.ts";
import { BODY_EXAMPLES } from "./examples/body-examples.ts";
import { errorBody, errorExamples } from "./examples/error-examples.ts";
import { EVENT_EXAMPLES } from "./examples/event-examples.ts";
import { FILES_OF } from "./examples/file-examples.ts";
import { REPLY_EXAMPLES } from "./examples/reply-examples.ts";
import { errorTypesOf } from "./replies.ts";

/** All examples by their names, as the description has them under `components`. */
export function exampleComponents(routes: readonly Route[]): Record<string, { value: unknown }> {
  const files = Object.values(FILES_OF).flatMap((byType) => Object.values(byType));
  const errors = routes.flatMap((route) =>
    errorTypesOf(route).flatMap((type) =>
      Object.entries(errorExamples(type, route)).map(([name, error]) => [name, errorBody(error)] as const),
    ),
  );
  const all: Record<string, unknown> = Object.assign(
    {},
    BODY_EXAMPLES,
    REPLY_EXAMPLES,
    EVENT_EXAMPLES,
    ...files,
    Object.fromEntries(errors),
  );
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { value }]));
}
