import type { HostileFile } from "../../../../bench/imports/hostile/hostile-file.ts";
import { HOSTILE_FILES } from "../../../../bench/imports/hostile-files.ts";
import { QuizThreads } from "../../../../services/quiz/threads/quiz-threads.ts";

const threads = new QuizThreads({ maxThreads: 1 });
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => rejections.push(reason);
beforeAll(() => process.on("unhandledRejection", onRejection));
afterAll(async () => {
  process.off("unhandledRejection", onRejection);
  await threads.stop();
});

const request = { from: 1, take: 1000 };
const read = (bytes: Buffer, format?: HostileFile["format"]) =>
  threads.readFile("Ada", bytes.toString("base64"), { ...request, ...(format && { format }) });

/** How many questions are imported, or the reasons why none is. */
async function outcomeOf({ bytes, format }: HostileFile): Promise<number | string> {
  try {
    return (await read(bytes(), format)).questions;
  } catch (error) {
    const { type, data } = error as { type: string; data: { path: string; reason: string }[] };
    expect(type).toBe("VALIDATION_ERROR");
    return data.map(({ reason }) => reason).join("\n");
  }
}

const quick = HOSTILE_FILES.filter(({ isSlow }) => !isSlow);

// `npm run bench:imports` measures their time and memory, and has those that take longer.
test.each(
  quick.map((file) => [file.format ?? "any format", file.name, file] as const),
)("%s, %s: is refused with its reason, or read", async (_format, _name, file) => {
  const outcome = await outcomeOf(file);
  if (typeof file.outcome === "number") expect(outcome).toBe(file.outcome);
  else expect(outcome).toMatch(file.outcome);
});

test("every format has hostile files, and none of them is larger than an import may be", () => {
  const formats = new Set(quick.map(({ format }) => format));
  expect(formats.size).toBe(9);
  for (const file of quick) expect(file.bytes().length).toBeLessThanOrEqual(4 * 2 ** 20);
});

test("after all of them a file is read as ever, and nothing was left behind", async () => {
  const file = await read(Buffer.from("#Q Which?\n^ a\nA a\nB b\n"));
  expect(file).toMatchObject({ questions: 1, skipped: [] });
  expect(rejections).toEqual([]);
});
