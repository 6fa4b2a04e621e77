import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package in client/ is the only HTTP client for the game. All others call through it. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FILES = globSync("{bench,client/src,dev-cluster,operators,rehearsal,test}/**/*.ts", { cwd: ROOT });
/** A request that is written by hand. */
const REQUEST = /\b(?:fetch|httpRequest|http\.request|http\.get)\(|\.send(?:<[^(]*>)?\(/;
/** The path of a route of the game. */
const ROUTE = /["'`]\/api\/(?:join|quizzes|sessions)\b/;

/** What may: it sends what a typed client cannot, or is what the client is tested against. */
const ALLOWED = [
  // The harness itself: a stream on a socket of its own, and malformed answers.
  "test/harness/client.test.ts",
  "test/harness/event-stream.ts",
  "test/harness/player.ts",
  // Malformed bodies, odd headers and tokens, unknown paths, bodies in chunks, routes by their table.
  "test/end-to-end/authorisation-matrix.test.ts",
  "test/end-to-end/errors.test.ts",
  "test/end-to-end/imports.test.ts",
  "test/end-to-end/one-answer.test.ts",
  "test/end-to-end/openapi-conformance.test.ts",
  "test/end-to-end/tokens.test.ts",
  "test/faults/closing.test.ts",
  "test/platform/domain/question-kinds/made-up-kind.servers.test.ts",
  "test/platform/metrics/cluster.servers.test.ts",
  "test/services/api/behind-nginx.servers.test.ts",
  "test/services/api/large-bodies.test.ts",
  "test/services/api/routing/dispatch.test.ts",
  // Calls that others' servers or a device of the client make, beside calls through the client.
  "bench/benchmarks/fan-out.ts",
  "bench/capacity/stream-bytes.ts",
  // Servers that are no product of ours, or fakes.
  "bench/baselines/fastify/app.ts",
  "test/bench/baselines/baselines.servers.test.ts",
  "test/client/fake-game.ts",
  "test/client/player-answers.test.ts",
];

test("no other file calls a route of the game by hand", () => {
  const byHand = FILES.filter((file) => {
    const text = readFileSync(ROOT + file, "utf8");
    return REQUEST.test(text) && ROUTE.test(text);
  });
  expect(byHand.filter((file) => !ALLOWED.includes(file))).toEqual([]);
});
