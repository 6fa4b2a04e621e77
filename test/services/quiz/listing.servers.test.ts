import { ValidationError } from "../../../platform/errors.ts";
import { parseCursor, toCursor } from "../../../services/quiz/listing.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "./quiz-node.ts";
import { sampleQuiz } from "./quiz-samples.ts";

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, START_TIMEOUT_MS);
afterAll(() => node?.stop());

async function createAll(host: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await node.call("quiz.create", { host, content: sampleQuiz(`Quiz ${index}`, index + 1) });
    ids.push(id);
  }
  return ids;
}

/** All ids of all pages, in order. */
async function paged(host: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await node.call("quiz.list", { host, limit, ...(cursor && { cursor }) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return ids;
}

test("a list has the host's own quizzes, the newest change first", async () => {
  const [first, second] = await createAll("Ada", 2);
  await createAll("Eve", 1);
  await node.call("quiz.replace", { host: "Ada", id: first!, content: sampleQuiz("Changed", 7) });
  const { items, nextCursor } = await node.call("quiz.list", { host: "Ada" });
  const updatedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(items).toEqual([
    { id: first, version: 2, title: "Changed", questions: 7, updatedAt },
    { id: second, version: 1, title: "Quiz 1", questions: 2, updatedAt },
  ]);
  expect(nextCursor).toBeNull();
});

test("a host without quizzes gets an empty page", async () => {
  expect(await node.call("quiz.list", { host: "Nobody" })).toEqual({ items: [], nextCursor: null });
});

test.each([
  1, 2, 3, 9, 10,
])("pages of %i contain each quiz once, even if many changed at the same moment", async (limit) => {
  const host = `Same ${limit}`;
  const ids = await createAll(host, 9);
  await node.db.query("update quizzes set updated_at = '2024-05-06T07:08:09.123456Z' where host = $1", [
    host,
  ]);
  expect(await paged(host, limit)).toEqual(ids.sort().reverse());
});

test("pages distinguish times that differ by a microsecond", async () => {
  const ids = await createAll("Close", 6);
  for (const [index, id] of ids.entries()) {
    await node.db.query(
      "update quizzes set updated_at = timestamptz '2024-05-06T07:08:09.123Z' + $2 * interval '1 microsecond' where id = $1",
      [id, index],
    );
  }
  expect(await paged("Close", 2)).toEqual(ids.reverse());
});

test("a page that is just full has no next one", async () => {
  await createAll("Full", 4);
  expect((await node.call("quiz.list", { host: "Full", limit: 4 })).nextCursor).toBeNull();
  expect((await node.call("quiz.list", { host: "Full", limit: 3 })).nextCursor).not.toBeNull();
});

test("a cursor is read as it was written", () => {
  const position = { micros: 1_763_938_381_123_456, id: "abcDEF012345-_xy" };
  expect(parseCursor(toCursor(position))).toEqual(position);
});

test.each([
  "",
  "nonsense",
  Buffer.from("1.short").toString("base64url"),
  Buffer.from("-1.AAAAAAAAAAAAAAAA").toString("base64url"),
  Buffer.from("99999999999999999.AAAAAAAAAAAAAAAA").toString("base64url"),
  Buffer.from("1.AAAAAAAA\0AAAAAAA").toString("base64url"),
])("the cursor %j is rejected", async (cursor) => {
  expect(() => parseCursor(cursor)).toThrow(ValidationError);
  await expect(node.call("quiz.list", { host: "Ada", cursor })).rejects.toMatchObject({
    code: 422,
    data: [{ path: "cursor" }],
  });
});
