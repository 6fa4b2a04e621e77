import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "./quiz-node.ts";
import { sampleQuiz } from "./quiz-samples.ts";

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, START_TIMEOUT_MS);
afterAll(() => node?.stop());

const create = (title = "Rivers", host = "Ada") =>
  node.call("quiz.create", { host, content: sampleQuiz(title) });
const nowhere = "AAAAAAAAAAAAAAAA";
let sessionCount = 0;
/** Writes a session that uses a version, so that the version stays. */
const useVersion = (quizId: string, version: number) =>
  node.db.query(
    `insert into sessions (id, host, code, quiz_id, version, title, questions, pace, feedback, stats, scoring,
       grace_ms, late_join, gap_ms)
     values ($1, 'Ada', $1, $2, $3, 'A session', 1, 'host', 'onClose', 'onClose', 'flat', 0, true, 0)`,
    [`session-${sessionCount++}`, quizId, version],
  );

test("a quiz is created as version 1 and read back as it was written", async () => {
  const content = sampleQuiz("Rivers", 3);
  const quiz = await node.call("quiz.create", { host: "Ada", content });
  expect(quiz).toEqual({ id: expect.stringMatching(/^[\w-]{16}$/), version: 1, ...content });
  expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
});

test("a quiz that is sent as JSON is written, and comes back as it is stored", async () => {
  const body = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64");
  const read = (written: { body: string }) => JSON.parse(Buffer.from(written.body, "base64").toString());
  // The larger one is read in a thread.
  for (const content of [sampleQuiz("Small"), sampleQuiz("Large", 500)]) {
    const { id, version, ...written } = await node.call("quiz.createFrom", {
      host: "Ada",
      body: body(content),
    });
    expect([version, read(written)]).toEqual([1, content]);
    expect(await node.call("quiz.get", { host: "Ada", id })).toEqual({ id, version, ...content });
    const changed = { ...content, title: "Changed" };
    const target = { host: "Ada", id, ifVersion: 1, body: body(changed) };
    const second = await node.call("quiz.replaceFrom", target);
    expect({ ...second, body: read(second) }).toEqual({ id, version: 2, body: changed });
    await expect(node.call("quiz.replaceFrom", target)).rejects.toMatchObject({ code: 412 });
    const imported = await node.call("quiz.importFrom", { host: "Ada", body: body(content), take: 1 });
    expect(imported).toMatchObject({ imported: 1, left: content.questions.length - 1, skipped: [] });
    expect(read(imported.quiz)).toEqual({ ...content, questions: content.questions.slice(0, 1) });
  }
});

describe("versions", () => {
  test("each replacement makes a new version; one that a session uses does not change", async () => {
    const { id } = await create("One");
    await useVersion(id, 1);
    const second = await node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz("Two", 2) });
    expect(second).toEqual({ id, version: 2, ...sampleQuiz("Two", 2) });
    expect(await node.call("quiz.get", { host: "Ada", id })).toEqual(second);
    expect(await node.call("quiz.content", { id, version: 1 })).toEqual(sampleQuiz("One"));
    expect(await node.call("quiz.content", { id, version: 2 })).toEqual(sampleQuiz("Two", 2));
    expect(await node.call("quiz.content", { id, version: 3 })).toBeNull();
  });

  test("a version that no session uses is gone after the next one", async () => {
    const { id } = await create("One");
    await node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz("Two") });
    expect(await node.call("quiz.content", { id, version: 1 })).toBeNull();
  });

  test("a stale `ifVersion` is rejected and changes nothing", async () => {
    const { id } = await create("One");
    const replace = (title: string, ifVersion: number) =>
      node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz(title), ifVersion });
    expect((await replace("Two", 1)).version).toBe(2);
    for (const stale of [1, 3]) {
      await expect(replace("Three", stale)).rejects.toMatchObject({
        code: 412,
        type: "STALE_VERSION",
        data: { version: 2 },
      });
    }
    expect(await node.call("quiz.get", { host: "Ada", id })).toMatchObject({ version: 2, title: "Two" });
    expect(await node.call("quiz.content", { id, version: 3 })).toBeNull();
  });

  test("of many concurrent replacements of the same version, one wins", async () => {
    const { id } = await create();
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz(`Try ${index}`), ifVersion: 1 }),
      ),
    );
    const won = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    expect(won).toHaveLength(1);
    expect(await node.call("quiz.get", { host: "Ada", id })).toEqual(won[0]);
  });

  test("concurrent replacements without `ifVersion` get one version each", async () => {
    const { id } = await create();
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz(`Try ${index}`) }),
      ),
    );
    expect(made.map((quiz) => quiz.version).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    // A version that nothing uses goes with the next one.
    for (const { version, title } of made) {
      const content = await node.call("quiz.content", { id, version });
      if (version === 9) expect(content).toMatchObject({ title });
      else expect(content).toBeNull();
    }
  });
});

describe("permissions", () => {
  const steps = {
    get: (host: string, id: string) => node.call("quiz.get", { host, id }),
    replace: (host: string, id: string) => node.call("quiz.replace", { host, id, content: sampleQuiz("X") }),
    remove: (host: string, id: string) => node.call("quiz.remove", { host, id }),
    export: (host: string, id: string) => node.call("quiz.export", { host, id }),
  };

  test.each(Object.entries(steps))("%s: another host is rejected, and nothing changes", async (_, step) => {
    const quiz = await create();
    await expect(step("Eve", quiz.id)).rejects.toMatchObject({ code: 403, type: "FORBIDDEN" });
    expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
  });

  test.each(
    Object.entries(steps),
  )("%s: unknown, impossible and deleted ids are not found", async (_, step) => {
    const { id } = await create();
    await node.call("quiz.remove", { host: "Ada", id });
    for (const gone of [nowhere, "\0", "\ud800", "' or true --", "x".repeat(64), id]) {
      await expect(step("Ada", gone)).rejects.toMatchObject({ code: 404, type: "NOT_FOUND" });
    }
    await expect(step("Eve", id)).rejects.toMatchObject({ code: 404 });
  });
});

test("a removed quiz is hidden from its host but keeps its content for its sessions", async () => {
  const { id } = await create("Gone", "Bob");
  await useVersion(id, 1);
  const kept = await create("Kept", "Bob");
  expect(await node.call("quiz.remove", { host: "Bob", id })).toBeNull();
  const { items } = await node.call("quiz.list", { host: "Bob" });
  expect(items.map((quiz) => quiz.id)).toEqual([kept.id]);
  expect(await node.call("quiz.content", { id, version: 1 })).toEqual(sampleQuiz("Gone"));
});

test("the content of an unknown quiz or version is null", async () => {
  for (const id of [nowhere, "\0"]) expect(await node.call("quiz.content", { id, version: 1 })).toBeNull();
});

describe("hostile content", () => {
  const withText = (text: string) => ({ ...sampleQuiz("Rivers"), title: text });

  test.each([
    ["U+0000", "a\0b"],
    ["half a surrogate pair", "a\ud83dz"],
  ])("%s is rejected with the path of its field, on create and replace", async (_, text) => {
    const { id } = await create();
    const content = sampleQuiz("Rivers", 2);
    content.questions[1]!.text = text;
    const refused = {
      code: 422,
      type: "VALIDATION_ERROR",
      data: [{ path: "questions.1.text", reason: expect.any(String) }],
    };
    await expect(node.call("quiz.create", { host: "Ada", content })).rejects.toMatchObject(refused);
    await expect(node.call("quiz.replace", { host: "Ada", id, content })).rejects.toMatchObject(refused);
    await expect(node.call("quiz.create", { host: "Ada", content: withText(text) })).rejects.toMatchObject({
      data: [{ path: "title" }],
    });
  });

  test.each([
    "💥",
    "' ; drop table quizzes; --",
    "\\u0000",
    "a\u2028b",
    "\ufffe",
    "a\u0007b",
    "</script>",
    "__proto__",
  ])("%j is a valid text", async (text) => {
    const { id } = await node.call("quiz.create", { host: "Ada", content: withText(text) });
    expect(await node.call("quiz.get", { host: "Ada", id })).toMatchObject({ title: text });
  });

  test("a field `__proto__` is rejected", async () => {
    const content = JSON.parse(`{"__proto__":{"title":"x"},${JSON.stringify(sampleQuiz("Rivers")).slice(1)}`);
    await expect(node.call("quiz.create", { host: "Ada", content })).rejects.toMatchObject({ code: 422 });
    expect(({} as { title?: string }).title).toBeUndefined();
  });

  test("numbers keep their exact value", async () => {
    const numbers = [Number.MAX_VALUE, 5e-324, -1e21, 0.1, 2 ** 53];
    const content = sampleQuiz("Numbers");
    content.questions = numbers.map((value) => ({
      kind: "numeric",
      text: "?",
      timeLimitMs: null,
      points: 0,
      answer: { value, tolerance: 0 },
    }));
    const { id } = await node.call("quiz.create", { host: "Ada", content });
    expect(await node.call("quiz.get", { host: "Ada", id })).toMatchObject(content);
  });
});
