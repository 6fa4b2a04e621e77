import { createHash } from "node:crypto";
import fc from "fast-check";
import { newSessionSchema } from "../../../platform/contracts/contracts.ts";
import { readEnvironment } from "../../../platform/environment.ts";
import { deleteOld, IdempotentRequest } from "../../../platform/idempotency/idempotency.ts";
import { newId, SessionIds } from "../../../platform/ids.ts";
import { find } from "../../../platform/quotas/host-usage.repo.ts";
import { Quotas } from "../../../platform/quotas/quotas.ts";
import { encodeQuiz } from "../../../services/quiz/encoded-quiz.ts";
import { addQuiz, getQuiz, removeQuiz } from "../../../services/quiz/quizzes.ts";
import { createSession } from "../../../services/sessions/create-session.ts";
import { sampleQuiz } from "../../services/quiz/quiz-samples.ts";
import { twoNodes } from "../database/deployments.ts";

const nodes = twoNodes();

const quotas = new Quotas(readEnvironment({}));
const ids = new SessionIds("0123456789abcdef0123456789abcdef");
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const requestOf = (host: string, key: string, body: string) =>
  new IdempotentRequest(host, { key, hash: hashOf(body) });

const createQuiz = (host: string, key: string, title: string, node = nodes[0], limits = quotas) =>
  addQuiz(node, limits, host, encodeQuiz(sampleQuiz(title)), requestOf(host, key, title));
const startSession = (host: string, key: string, quizId: string, node = nodes[0]) =>
  createSession(
    { db: node, quotas, ids, quiz: () => getQuiz(node, host, quizId), once: requestOf(host, key, quizId) },
    host,
    newSessionSchema.parse({ quizId }),
  );
const otherRequest = {
  code: 422,
  type: "VALIDATION_ERROR",
  data: [{ path: "Idempotency-Key", reason: expect.stringMatching(/was used for another request/) }],
};

/** On a busy machine a connection of the pool may not be free in time. */
async function untilAvailable<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as { type?: string }).type !== "DATABASE_UNAVAILABLE") throw error;
    }
  }
}

test("whatever comes at the same time at two nodes, a key creates one thing, and stands for one request", () => {
  const request = fc.record({
    node: fc.nat(1),
    key: fc.constantFrom("a", "b", "c"),
    title: fc.constantFrom("One", "Two"),
  });
  const property = fc.asyncProperty(
    fc.array(fc.array(request, { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
    async (groups) => {
      const host = newId();
      const requests = groups.flat();
      const results: PromiseSettledResult<{ id: string }>[] = [];
      for (const group of groups) {
        const sent = group.map(({ node, key, title }) =>
          untilAvailable(() => createQuiz(host, key, title, nodes[node]!)),
        );
        results.push(...(await Promise.allSettled(sent)));
      }
      const created = new Map<string, { id: string; title: string }>();
      results.forEach((result, index) => {
        if (result.status === "rejected") {
          expect(result.reason).toMatchObject(otherRequest);
          return;
        }
        const { key, title } = requests[index]!;
        expect(created.getOrInsert(key, { id: result.value.id, title })).toEqual({
          id: result.value.id,
          title,
        });
      });
      results.forEach((result, index) => {
        const { key, title } = requests[index]!;
        expect(result.status).toBe(created.get(key)!.title === title ? "fulfilled" : "rejected");
      });
      expect(new Set([...created.values()].map(({ id }) => id)).size).toBe(created.size);
      expect((await find(nodes[0], host)).usage.quizzes).toBe(created.size);
    },
  );
  return fc.assert(property, { numRuns: 25 });
});

test("a session that is created again, also at the same time, is the one as it was created", async () => {
  const { id: quizId } = await createQuiz("ann", "quiz", "A quiz");
  const tries = Array.from({ length: 6 }, (_, index) =>
    untilAvailable(() => startSession("ann", "key", quizId, nodes[index % 2]!)),
  );
  const [first, ...others] = await Promise.all(tries);
  for (const other of others) expect(other).toEqual(first);
  await nodes[0].query("update sessions set title = 'Another', ended_at = now() where id = $1", [first!.id]);
  await removeQuiz(nodes[0], "ann", quizId);
  expect(await startSession("ann", "key", quizId)).toEqual(first);
  expect((await find(nodes[0], "ann")).usage.sessions).toBe(1);
});

test("keys of different hosts have nothing to do with each other", async () => {
  const [one, two] = [await createQuiz("bob", "key", "One"), await createQuiz("cy", "key", "Two")];
  expect(one.id).not.toBe(two.id);
});

test("a quiz that was deleted since is not created again; its first reply stays", async () => {
  const first = await createQuiz("dee", "key", "One");
  await removeQuiz(nodes[0], "dee", first.id);
  expect(await createQuiz("dee", "key", "One")).toEqual(first);
  expect((await find(nodes[0], "dee")).usage.quizzes).toBe(0);
});

test("a request that fails leaves no key, and a repeated one needs no room", async () => {
  const small = new Quotas(readEnvironment({ STAMPEDE_QUIZZES_PER_HOST: "1" }));
  const { id } = await createQuiz("eve", "first", "One", nodes[0], small);
  await expect(createQuiz("eve", "second", "Two", nodes[0], small)).rejects.toMatchObject({
    data: [{ path: "" }],
  });
  expect(await createQuiz("eve", "first", "One", nodes[1], small)).toMatchObject({ id });
  await removeQuiz(nodes[0], "eve", id);
  expect(await createQuiz("eve", "second", "Three", nodes[0], small)).toMatchObject({ version: 1 });
});

test("after 24 hours a key counts as new, and old keys are deleted, some at a time", async () => {
  const { id } = await createQuiz("flo", "a", "One");
  await createQuiz("flo", "b", "One");
  await createQuiz("flo", "c", "One");
  await nodes[0].query(
    "update idempotency_keys set created_at = now() - interval '24 hours 1 second' where host = 'flo'",
  );
  const again = await createQuiz("flo", "a", "Two");
  expect(again.id).not.toBe(id);
  expect(await createQuiz("flo", "a", "Two")).toEqual(again);
  expect([
    await deleteOld(nodes[0], 1),
    await deleteOld(nodes[0], 10),
    await deleteOld(nodes[0], 10),
  ]).toEqual([1, 1, 0]);
  expect(await createQuiz("flo", "a", "Two")).toEqual(again);
});
