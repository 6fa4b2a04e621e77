import { gunzipSync } from "node:zlib";
import { QuizThreads } from "../../../../services/quiz/threads/quiz-threads.ts";
import { sampleQuiz } from "../quiz-samples.ts";

let threads: QuizThreads;
afterEach(() => threads?.stop());

const base64 = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
const all = { from: 1, take: 1000 };
/** Takes a thread some 100 ms: far more questions than a quiz may have. */
const demanding = base64(`{"title":"t","questions":[${"{},".repeat(300_000)}{}]}`);

test("reads a quiz and a file in a thread, while the event loop goes on", async () => {
  threads = new QuizThreads();
  const content = sampleQuiz("Large", 1000);
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const quiz = await threads.readQuiz("Ada", base64(content));
  clearImmediate(next);
  expect(turns).toBeGreaterThan(10);
  expect(JSON.parse(quiz.json)).toEqual(content);
  expect(quiz).toMatchObject({ title: "Large", questions: 1000, bytes: Buffer.byteLength(quiz.json) });
  const file = await threads.readFile("Ada", base64("#Q One?\n^ 1\nA 1\nB 2\n\n#Q Two?\nA 1\n"), all);
  expect(file).toMatchObject({ title: "Imported quiz", questions: 1, left: 0, skipped: [{ line: 6 }] });
});

test("the event loop goes on while a large file is read", async () => {
  threads = new QuizThreads();
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  await threads.readFile("Ada", demanding, all).catch(() => {});
  clearImmediate(next);
  expect(turns).toBeGreaterThan(10);
});

test("a small quiz is read at once", async () => {
  threads = new QuizThreads({ maxThreads: 1 });
  const waiting = threads.readFile("Ada", demanding, all).catch(() => "later");
  const quiz = await Promise.race([threads.readQuiz("Ada", base64(sampleQuiz("Small"))), waiting]);
  expect(quiz).toMatchObject({ title: "Small" });
  await waiting;
});

test("says what is wrong as the event loop would", async () => {
  threads = new QuizThreads();
  const long = "x".repeat(10_000);
  await expect(threads.readQuiz("Ada", base64(`{"title": ${long}`))).rejects.toMatchObject({
    code: 400,
    type: "BAD_REQUEST",
  });
  await expect(threads.readQuiz("Ada", base64({ title: long, questions: [] }))).rejects.toMatchObject({
    code: 422,
    data: [{ path: "title" }, { path: "questions" }],
  });
  await expect(threads.readFile("Ada", base64(" "), all)).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [{ path: "body", reason: "is empty" }],
  });
});

test.each([
  ["CPU time", { cpuMs: -10_000 }],
  ["memory", { mib: 1 }],
])("ends a thread that takes too much %s, and reads on in another one", async (_name, limits) => {
  threads = new QuizThreads(limits);
  await expect(threads.readQuiz("Ada", demanding)).rejects.toMatchObject({
    code: 422,
    data: [{ path: "body", reason: expect.stringMatching(/^takes too much time or memory to read/) }],
  });
  // Each ends its thread, and the next one gets a new one.
  await expect(threads.readQuiz("Ada", demanding)).rejects.toMatchObject({ data: [{ path: "body" }] });
  await threads.stop();
  threads = new QuizThreads();
  await expect(threads.readQuiz("Ada", demanding)).rejects.toMatchObject({ data: [{ path: "questions" }] });
});

test("says that a file may be sent again if the machine had no time for it", async () => {
  threads = new QuizThreads({ totalMs: 1 });
  await expect(threads.readQuiz("Ada", demanding)).rejects.toMatchObject({ code: 503, type: "TRY_AGAIN" });
});

test("an export that takes too much names the format", async () => {
  threads = new QuizThreads({ mib: 1 });
  const content = JSON.stringify({
    title: "t",
    questions: [{ kind: "poll", options: new Array(1e6).fill({}) }],
  });
  const refusal = await threads.writeFile("Ada", content, "json").then(
    () => "written",
    (error) => error,
  );
  expect(refusal).toMatchObject({
    code: 422,
    data: [{ path: "format", reason: expect.stringMatching(/^takes too much time or memory to write/) }],
  });
});

test.each([
  "gift",
  "moodle",
] as const)("the largest quiz fits in a message as %s, whatever it has", async (format) => {
  threads = new QuizThreads();
  const text = "{~<".repeat(600);
  const options = [{ text: "a", correct: true }, { text: "b" }];
  const question = { kind: "single", text, explanation: text, options, timeLimitMs: 20_000, points: 1000 };
  const content = { title: "t", questions: new Array(1000).fill(question) };
  const file = await threads.writeFile("Ada", JSON.stringify(content), format);
  expect(file.gzip).toBe(true);
  expect(gunzipSync(Buffer.from(file.body, "base64")).length).toBeGreaterThan(JSON.stringify(content).length);
  expect(JSON.stringify(file).length).toBeLessThan(1_000_000);
});

test("a host has one thread at a time, and few bodies wait", async () => {
  threads = new QuizThreads({ maxThreads: 2 });
  const order: string[] = [];
  const read = (host: string) =>
    threads.readFile(host, base64(`{"questions":[${"{},".repeat(2000)}{}]}`), all).catch((error) => {
      order.push(`${host} ${error.code}`);
    });
  // Both threads are there before: one may take longer to start than the other.
  await Promise.all(["Ada", "Bo"].map(read));
  order.length = 0;
  const reads = [...new Array(5).fill("Ada"), "Bo", ...new Array(13).fill("Ada")].map(read);
  await Promise.all(reads);
  // One of Ada's is read at once, and so is Bo's. Sixteen of the others wait; the last one is turned away.
  expect(order[0]).toBe("Ada 503");
  // His thread may start late on a busy machine, but he does not wait for all of hers.
  expect(order.slice(1, 10)).toContain("Bo 422");
  expect(order.filter((outcome) => outcome === "Ada 422")).toHaveLength(17);
});
