import { z } from "zod";
import type { ValidationError } from "../../../../platform/errors.ts";
import { routes } from "../../../../services/api/routes/routes.ts";
import { intParam, parseQuery } from "../../../../services/api/routing/query.ts";

const shape = { limit: intParam(20, 100), cursor: z.string().max(5).optional() };
const read = z.object(shape);
const command = z.strictObject(shape);

const errorsOf = (schema: z.ZodObject, query: string) => {
  try {
    return parseQuery(schema, new URLSearchParams(query));
  } catch (error) {
    return (error as ValidationError).data;
  }
};

test.each([
  ["", { limit: 20 }],
  ["_=1&utm_source=x&__proto__=y&limit=7", { limit: 7 }],
  ["limit=007", { limit: 7 }],
])("a read ignores unknown names: %s", (query, expected) => {
  expect(errorsOf(read, query)).toEqual(expected);
});

test.each([
  "0",
  "-1",
  "101",
  "1.5",
  "abc",
  "",
  "1e1",
  "%F0%9F%98%80",
  "99999999999",
])("the limit %s is an error that names the field and the bounds", (limit) => {
  expect(errorsOf(read, `_=1&limit=${limit}`)).toEqual([
    { path: "limit", reason: expect.stringMatching(/1.*100/) },
  ]);
});

test("a known name that is given twice is an error, for reads and commands", () => {
  for (const schema of [read, command]) {
    expect(errorsOf(schema, "limit=1&limit=1&cursor=a&cursor=b")).toEqual([
      { path: "limit", reason: "must be given only once" },
      { path: "cursor", reason: "must be given only once" },
    ]);
  }
  expect(errorsOf(read, "_=1&_=2")).toEqual({ limit: 20 });
});

test("a command refuses unknown names", () => {
  expect(errorsOf(command, "limt=3")).toEqual([{ path: "limt", reason: "unknown field" }]);
});

const withQuery = routes.filter((route) => route.query);

test.each(
  withQuery.map((route) => [`${route.method} ${route.path}`, route] as const),
)("%s follows the rule", (_, { method, query }) => {
  const isAccepted = query!.safeParse({ _: "1", utm_source: "x" }).success;
  expect(isAccepted).toBe(method === "GET");
});
