import { QuizReader } from "../../../../services/quiz/reading/quiz-reader.ts";
import { sampleQuiz } from "../quiz-samples.ts";

let reader: QuizReader;
afterEach(() => reader?.stop());

const base64 = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
const all = { from: 1, take: 1000 };
/** Takes a thread some 100 ms: far more questions than a quiz may have. */
const demanding = base64(`{"title":"t","questions":[${"{},".repeat(300_000)}{}]}`);

test("reads a quiz and a file in a thread, while the event loop goes on", async () => {
  reader = new QuizReader();
  const content = sampleQuiz("Large", 1000);
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const quiz = await reader.readQuiz("Ada", base64(content));
  clearImmediate(next);
  expect(turns).toBeGreaterThan(10);
  expect(JSON.parse(quiz.json)).toEqual(content);
  expect(quiz).toMatchObject({ title: "Large", questions: 1000, bytes: Buffer.byteLength(quiz.json) });
  const file = await reader.readFile("Ada", base64("#Q One?\n^ 1\nA 1\nB 2\n\n#Q Two?\nA 1\n"), all);
  expect(file).toMatchObject({ title: "Imported quiz", questions: 1, left: 0, skipped: [{ line: 6 }] });
});

test("a small quiz is read at once", async () => {
  reader = new QuizReader({ maxThreads: 1 });
  const waiting = reader.readFile("Ada", demanding, all).catch(() => "later");
  const quiz = await Promise.race([reader.readQuiz("Ada", base64(sampleQuiz("Small"))), waiting]);
  expect(quiz).toMatchObject({ title: "Small" });
  await waiting;
});

test("says what is wrong as the event loop would", async () => {
  reader = new QuizReader();
  const long = "x".repeat(10_000);
  await expect(reader.readQuiz("Ada", base64(`{"title": ${long}`))).rejects.toMatchObject({
    code: 400,
    type: "BAD_REQUEST",
  });
  await expect(reader.readQuiz("Ada", base64({ title: long, questions: [] }))).rejects.toMatchObject({
    code: 422,
    data: [{ path: "title" }, { path: "questions" }],
  });
  await expect(reader.readFile("Ada", base64(" "), all)).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    data: [{ path: "body", reason: "is empty" }],
  });
});

test("ends a thread that reads for too long, and reads on in another one", async () => {
  reader = new QuizReader({ timeLimitMs: 1 });
  await expect(reader.readQuiz("Ada", demanding)).rejects.toMatchObject({
    code: 422,
    data: [{ path: "body", reason: expect.stringMatching(/^takes too much time or memory/) }],
  });
  await reader.stop();
  reader = new QuizReader();
  await expect(reader.readQuiz("Ada", demanding)).rejects.toMatchObject({ data: [{ path: "questions" }] });
});

test("a host has one thread at a time, and few bodies wait", async () => {
  reader = new QuizReader({ maxThreads: 2 });
  const order: string[] = [];
  const read = (host: string) =>
    reader.readFile(host, base64(`{"questions":[${"{},".repeat(2000)}{}]}`), all).catch((error) => {
      order.push(`${host} ${error.code}`);
    });
  const reads = [...new Array(5).fill("Ada"), "Bo", ...new Array(13).fill("Ada")].map(read);
  await Promise.all(reads);
  // One of Ada's is read at once, and so is Bo's. Sixteen of the others wait; the last one is turned away.
  expect(order[0]).toBe("Ada 503");
  expect(order.slice(1, 4)).toContain("Bo 422");
  expect(order.filter((outcome) => outcome === "Ada 422")).toHaveLength(17);
});
