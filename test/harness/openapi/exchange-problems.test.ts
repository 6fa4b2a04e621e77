import { type Description, readDescription } from "./description.ts";
import { DescriptionChecker, type Exchange } from "./description-checker.ts";
import { eventProblems, exchangeProblems, operationOf } from "./exchange-problems.ts";

const { headers: headerComponents, examples } = readDescription().components as Required<
  Description["components"]
>;
const everywhere = Object.entries(headerComponents)
  .filter(([, header]) => header["x-every-reply"])
  .map(([name, { schema }]) => [name.toLowerCase(), String(schema.const ?? "a-request")]);
const JSON_HEADERS = { ...Object.fromEntries(everywhere), "content-type": "application/json; charset=utf-8" };
const quiz = examples.quiz!.value as { questions: object[] };
const SESSION = "/api/sessions/Zk3vT9qLw0aXc7Rd";

/** A call and its reply as the description says. */
function stats(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: "GET",
    path: `${SESSION}/questions/1/stats?ticket=x0Qm3nVtY7aLr5KdWc9E2g`,
    status: 200,
    headers: { ...JSON_HEADERS, etag: '"4"', "cache-control": "public, max-age=1" },
    body: bodyOf(examples.stats!.value),
    ...changes,
  };
}

function creation(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: "POST",
    path: "/api/quizzes",
    requestBody: JSON.stringify(examples.quizDraft!.value),
    requestHeaders: { "idempotency-key": "a key" },
    status: 201,
    headers: { ...JSON_HEADERS, etag: '"1"', location: "/api/quizzes/q7Yd2mXw4KfB0sLu" },
    body: bodyOf(examples.quiz!.value),
    ...changes,
  };
}

function refusal(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: "POST",
    path: "/api/join",
    status: 429,
    headers: { ...JSON_HEADERS, "retry-after": "2", "cache-control": "no-store" },
    body: bodyOf(examples.rateLimited!.value),
    ...changes,
  };
}

const bodyOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const joined = { event: "joined", id: "2-0", data: eventData("joinedEvent") };

function eventData(name: string): string {
  return /^data: (.*)$/m.exec(String(examples[name]!.value))![1]!;
}

type Place = readonly (string | number)[];

/** A copy of the description in which what is at a place is gone, or another value. */
function changed(place: Place, value?: unknown): Description {
  const description = readDescription();
  const parents = place.slice(0, -1);
  const parent = parents.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], description);
  const last = place.at(-1)!;
  if (!(last in (parent as object))) throw new Error(`The description has nothing at ${place.join(" ")}.`);
  if (value === undefined) delete (parent as Record<string, unknown>)[last];
  else (parent as Record<string, unknown>)[last] = value;
  return description;
}

test("an exchange and an event as described have no problem", () => {
  expect(exchangeProblems(stats())).toEqual([]);
  expect(exchangeProblems(creation())).toEqual([]);
  expect(exchangeProblems(refusal())).toEqual([]);
  expect(eventProblems(joined)).toEqual([]);
  expect(operationOf("GET", stats().path)).toBe("getStats");
});

test("a 304, a HEAD, a preflight, an unknown path and a path of no API have none either", () => {
  const { "content-type": _type, ...headers } = stats().headers;
  expect(exchangeProblems(stats({ status: 304, headers, body: Buffer.of() }))).toEqual([]);
  expect(exchangeProblems(stats({ method: "HEAD", body: Buffer.of() }))).toEqual([]);
  expect(exchangeProblems(stats({ method: "OPTIONS", status: 204 }))).toEqual([]);
  expect(exchangeProblems(stats({ path: "/api/nothing", status: 404 }))).toEqual([]);
  expect(exchangeProblems(stats({ path: "/join", status: 200 }))).toEqual([]);
});

const statsPath = "/api/sessions/{id}/questions/{no}/stats";
const inSchemas = (...place: Place) => ["components", "schemas", ...place];

test.each<{ what: string; place: Place; value?: unknown; exchange: Exchange; problem: RegExp }>([
  {
    what: "a route",
    place: ["paths", "/api/join"],
    exchange: refusal(),
    problem: /the route is not described/,
  },
  {
    what: "a status",
    place: ["paths", "/api/join", "post", "responses", 429],
    exchange: refusal(),
    problem: /status 429 of join/,
  },
  {
    what: "a header",
    place: ["paths", "/api/quizzes", "post", "responses", 201, "headers", "Location"],
    exchange: creation(),
    problem: /location/,
  },
  {
    what: "a media type",
    place: ["components", "responses", "RateLimited", "content"],
    value: { "text/plain": {} },
    exchange: refusal(),
    problem: /media type/,
  },
  {
    what: "a field",
    place: inSchemas("QuestionStats", "properties", "attempts"),
    exchange: stats(),
    problem: /attempts/,
  },
  {
    what: "a type of error",
    place: inSchemas("RateLimitedError", "properties", "type", "const"),
    value: "OTHER",
    exchange: refusal(),
    problem: /the body type/,
  },
  {
    what: "a query parameter",
    place: ["paths", statsPath, "get", "parameters", 2, "name"],
    value: "other",
    exchange: stats(),
    problem: /query has ticket/,
  },
  {
    what: "a field of a request",
    place: inSchemas("QuizDraft", "properties", "title"),
    exchange: creation(),
    problem: /request's body.*title/,
  },
])("$what that the description lacks is a problem", ({ place, value, exchange, problem }) => {
  const checker = new DescriptionChecker(changed(place, value));
  expect(checker.exchangeProblems(exchange)).toContainEqual(expect.stringMatching(problem));
});

test("an event, and a field of an event, that the description lacks is a problem", () => {
  const description = readDescription();
  const { StreamEvent } = description.components.schemas as { StreamEvent: { oneOf: object[] } };
  const index = StreamEvent.oneOf.findIndex((one) => JSON.stringify(one).includes('"const":"joined"'));
  const renamed = changed(inSchemas("StreamEvent", "oneOf", index, "properties", "event", "const"), "other");
  expect(new DescriptionChecker(renamed).eventProblems(joined)).toEqual([
    "the event joined is not described",
  ]);
  const data = { ...JSON.parse(joined.data), extra: 1 };
  expect(eventProblems({ ...joined, data })).toEqual([expect.stringContaining("extra")]);
  expect(eventProblems({ ...joined, id: "seven" })).toEqual([expect.stringContaining("pattern")]);
});

test.each<[string, Exchange, RegExp]>([
  [
    "a promised header that is missing",
    creation({ headers: { ...JSON_HEADERS, etag: '"1"' } }),
    /no header Location/,
  ],
  [
    "a header with another value",
    refusal({ headers: { ...refusal().headers, "retry-after": "soon" } }),
    /RetryAfter|Retry-After/,
  ],
  [
    "a reply without the security headers",
    stats({ headers: { ...stats().headers, "x-content-type-options": undefined } }),
    /X-Content-Type-Options/,
  ],
  [
    "a field more, deep in the body",
    creation({ body: bodyOf({ ...quiz, questions: [{ ...quiz.questions[0], extra: 1 }] }) }),
    /questions.0.*extra/,
  ],
  ["a body that is no JSON", stats({ body: Buffer.from("{") }), /the body/],
  [
    "a path that nobody describes and that succeeds",
    stats({ path: "/api/nothing" }),
    /route is not described/,
  ],
  [
    "a body that the description forbids, and that succeeded",
    creation({ requestBody: '{"title":"","questions":[]}' }),
    /request's body/,
  ],
])("%s is a problem", (_what, exchange, problem) => {
  expect(exchangeProblems(exchange)).toContainEqual(expect.stringMatching(problem));
});

test("a body that the description allows and that was refused is no problem, nor is a body that was refused rightly", () => {
  const invalid = examples.severalFields!.value;
  const headers = { ...JSON_HEADERS, "cache-control": "no-store" };
  expect(exchangeProblems(creation({ status: 422, headers, body: bodyOf(invalid) }))).toEqual([]);
  expect(
    exchangeProblems(creation({ requestBody: "{}", status: 422, headers, body: bodyOf(invalid) })),
  ).toEqual([]);
});
