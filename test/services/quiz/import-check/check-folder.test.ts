import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkFolder } from "../../../../services/quiz/import-check/check-folder.ts";
import { generateTriviaFile } from "../../../data/trivia.ts";
import { freshFolder } from "../../../harness/fresh-folder.ts";

const TRIVIA = new URL("../../../data/trivia/", import.meta.url);
const root = freshFolder();

/** Checks a folder with these files. Times are left out of the lines. */
async function check(files: Record<string, string | Buffer>, expected?: object) {
  const folder = await mkdtemp(join(root, "files-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  if (expected) await writeFile(join(folder, "EXPECTED.json"), JSON.stringify(expected));
  const lines: string[] = [];
  const isAsExpected = await checkFolder(folder, (line) => lines.push(line.replace(/\d+ ms/, "… ms")));
  return { isAsExpected, lines };
}

const sound = "#Q Is this a question?\n^ Yes\nA Yes\nB No\n\n";
const invalid = "#Q Which one?\n^ None\nA This\nB That\n\n";
const reason = (line: number, no: number) =>
  `line ${line}: question ${no}: the right answer "None" is not among the options`;

test("each file of a folder and its subfolders is imported and reported in one line", async () => {
  const { isAsExpected, lines } = await check({
    "b/mixed.txt": sound + invalid,
    "b/long.txt": generateTriviaFile(2100),
    "a.json": '{"questions": [{"kind": "truefalse", "text": "?", "answer": true}]}',
    "c.txt": "What is this?",
    "d.txt": sound + invalid.repeat(5),
  });
  expect(isAsExpected).toBe(true);
  expect(lines).toEqual([
    "a.json: imported 1, skipped 0, … ms",
    "b/long.txt: imported 2100, skipped 0, … ms",
    `b/mixed.txt: imported 1, skipped 1 (${reason(6, 2)}), … ms`,
    "c.txt: refused (format is not given, and the file looks like none of json, gift, aiken, csv, xlsx, moodle, opentdb, opentriviaqa; if it is one of them, name it), … ms",
    `d.txt: imported 1, skipped 5 (${reason(6, 2)}; ${reason(11, 3)}; ${reason(16, 4)}; 2 more), … ms`,
    "0 as expected, 0 wrong, 5 without an expectation",
  ]);
});

test("files that do what EXPECTED.json says are as expected", async () => {
  const { isAsExpected, lines } = await check(
    { "one.txt": sound + invalid, "opentriviaqa/two.txt": sound, "qti/item.xml": "<item/>" },
    {
      "one.txt": { imported: 1, skipped: 1 },
      "opentriviaqa/two.txt": { imported: 1, skipped: 0 },
      "qti/item.xml": { refused: true, why: "no format of ours" },
    },
  );
  expect(isAsExpected).toBe(true);
  expect(lines.slice(0, 3)).toEqual([
    expect.stringMatching(/^one\.txt: .* - as expected$/),
    expect.stringMatching(/^opentriviaqa\/two\.txt: .* - as expected$/),
    expect.stringMatching(/^qti\/item\.xml: refused .* - as expected$/),
  ]);
});

test.each([
  ["another number is imported", sound, { imported: 2, skipped: 0 }, "expected imported 2, skipped 0"],
  [
    "another number is skipped",
    sound + invalid,
    { imported: 1, skipped: 0 },
    "expected imported 1, skipped 0",
  ],
  ["a good file is refused", invalid, { imported: 1, skipped: 0 }, "expected imported 1, skipped 0"],
  ["a bad file is imported", sound, { refused: true }, "expected that it is refused"],
])("the check fails if %s", async (_, file, expectation, message) => {
  for (const path of ["file.txt", "opentriviaqa/file.txt"]) {
    const { isAsExpected, lines } = await check({ [path]: file }, { [path]: expectation });
    expect(isAsExpected).toBe(false);
    expect(lines[0]).toMatch(new RegExp(`^${path}: .* - WRONG: ${message}$`));
    expect(lines[1]).toMatch(/^0 as expected, 1 wrong, /);
  }
});

test("the check fails if a file that EXPECTED.json names is missing", async () => {
  const { isAsExpected, lines } = await check({}, { "gone.txt": { refused: true } });
  expect(isAsExpected).toBe(false);
  expect(lines[0]).toBe("gone.txt: missing - WRONG: EXPECTED.json names it");
});

test("an EXPECTED.json of another form is an error", async () => {
  await expect(check({}, { "a.txt": { imported: "many" } })).rejects.toThrow(/a\.txt/);
});

test("our own files of trivia are imported as their authors meant", async () => {
  const files = ["geography.txt", "history.txt", "literature.txt", "oddities.txt"];
  const folder = await mkdtemp(join(root, "own-"));
  for (const file of files) await copyFile(new URL(file, TRIVIA), join(folder, file));
  const expected = {
    "geography.txt": { imported: 13, skipped: 1 },
    "history.txt": { imported: 13, skipped: 1 },
    "literature.txt": { imported: 13, skipped: 4 },
    "oddities.txt": { imported: 17, skipped: 14 },
  };
  await writeFile(join(folder, "EXPECTED.json"), JSON.stringify(expected));
  expect(await checkFolder(folder, () => {})).toBe(true);
});
