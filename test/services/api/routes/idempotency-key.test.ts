import { Errors } from "moleculer";
import type { IdempotencyParams } from "../../../../platform/idempotency/idempotency.ts";
import { createOnce, idempotencyKeyOf } from "../../../../services/api/routes/idempotency-key.ts";

const requestWith = (key: string | undefined, query = "", body = "{}") =>
  ({
    req: { headers: key === undefined ? {} : { "idempotency-key": key } },
    query: new URLSearchParams(query),
    body: Buffer.from(body),
  }) as never;

/** What a request sends to the action that takes a key. */
async function sentBy(request: never, operation = "createQuiz"): Promise<IdempotencyParams> {
  return createOnce(
    request,
    operation,
    async (idempotency) => idempotency,
    () => Promise.reject(new Error("not called")),
  );
}
const hashOf = (request: never, operation?: string) => sentBy(request, operation).then(({ hash }) => hash);

test.each(["", "x".repeat(201), "\u00fc", "a\tb", "\u007f"])("%j is no key", async (key) => {
  const refused = { code: 400, type: "BAD_REQUEST", message: expect.stringContaining("Idempotency-Key") };
  await expect(sentBy(requestWith(key))).rejects.toMatchObject(refused);
});

test.each(["a", " ~", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "x".repeat(200)])("%j is a key", (key) => {
  expect(idempotencyKeyOf(requestWith(key))).toBe(key);
});

test("a request without a key gets one of the gateway's own, which no host can send", async () => {
  const [one, two] = [await sentBy(requestWith(undefined)), await sentBy(requestWith(undefined))];
  expect(one.key).not.toBe(two.key);
  expect(one.key).toMatch(/^gateway\//);
  expect((await sentBy(requestWith(one.key))).key).toBe(`host/${one.key}`);
});

test("requests are the same if route, query and body are", async () => {
  const same = await hashOf(requestWith("a", "b=2&a=1"));
  expect(await hashOf(requestWith("b", "a=1&b=2"))).toBe(same);
  for (const other of [
    hashOf(requestWith("a", "a=1&b=2"), "importQuiz"),
    hashOf(requestWith("a", "a=1")),
    hashOf(requestWith("a", "a=1&b=2&b=2")),
    hashOf(requestWith("a", "a=1&b=2", "{} ")),
  ]) {
    expect(await other).not.toBe(same);
  }
});

test("if only nodes of the release before are there, a request with a key of its host is not carried out without it", async () => {
  const missing = () => Promise.reject(new Errors.ServiceNotFoundError({ action: "sessions.createOnce" }));
  const send = (key?: string) =>
    createOnce(requestWith(key), "createSession", missing, async () => "without");
  expect(await send()).toBe("without");
  await expect(send("a")).rejects.toMatchObject({ type: "SERVICE_NOT_FOUND" });
});
