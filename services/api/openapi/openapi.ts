import { VERSION } from "../../../platform/version.ts";
import { type Route, TAGS } from "../routing/route.ts";
import { ABOUT, SECURITY_SCHEMES, TAG_DESCRIPTIONS } from "./about.ts";
import { streamEventSchema } from "./event-schemas.ts";
import { exampleComponents } from "./example-components.ts";
import { headerComponents } from "./headers.ts";
import { namedSchemas, responseSchemaRef } from "./openapi-schemas.ts";
import { operationOf } from "./operation.ts";
import { errorsOf } from "./replies.ts";

/** Describes the API as OpenAPI 3.1. It is made from the routes, with the schemas that the gateway checks. */
export function describeApi(routes: readonly Route[]) {
  const errors = routes.map(errorsOf);
  const shared = sharedResponses(errors);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [index, route] of routes.entries()) {
    const ownErrors = Object.entries(errors[index]!).map(([status, { name, response }]) => [
      status,
      name in shared ? { $ref: `#/components/responses/${name}` } : response,
    ]);
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf(route, Object.fromEntries(ownErrors));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Stampede",
      version: VERSION,
      description: ABOUT,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The server from which this description comes" }],
    tags: TAGS.map((name) => ({ name, description: TAG_DESCRIPTIONS[name] })),
    paths,
    components: {
      schemas: {
        ...namedSchemas(),
        StreamEvent: streamEventSchema(responseSchemaRef),
      },
      responses: shared,
      examples: exampleComponents(routes),
      headers: headerComponents(),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** The errors that several operations have in the same words. */
function sharedResponses(errors: readonly ReturnType<typeof errorsOf>[]): Record<string, object> {
  const byName = Map.groupBy(
    errors.flatMap((ofRoute) => Object.values(ofRoute)),
    ({ name }) => name,
  );
  const several = [...byName].filter(([, { length }]) => length > 1);
  return Object.fromEntries(several.map(([name, [one]]) => [name, one!.response]));
}
