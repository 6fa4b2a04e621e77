import fc from "fast-check";
import readWithAnother from "read-excel-file/node";
import { readWorkbook } from "../../../../../services/quiz/formats/xlsx/read-workbook.ts";
import { writeWorkbook } from "../../../../../services/quiz/formats/xlsx/write-workbook.ts";
import { unzip } from "../../../../platform/xlsx/unzip.ts";

const rowsIn = async (bytes: Buffer) => (await readWorkbook(bytes, () => true)).rows;

it("writes what our reader and another one read", async () => {
  const rows = [
    ["=1+1", "'quoted", "007", 4, true],
    ["50%", "1/2", "1,3", 0.1, false],
    [" a \n b ", "😀", "_x0041_", -1e-7, null],
  ];
  const bytes = await writeWorkbook("Title", ["A", "B", "C", "D", "E"], rows);
  expect((await rowsIn(bytes)).slice(1).map(({ cells }) => cells)).toEqual([
    rows[0],
    rows[1],
    rows[2]!.slice(0, 4),
  ]);
  const [sheet] = await readWithAnother(bytes, { trim: false });
  expect(sheet).toMatchObject({ sheet: "Questions", data: [["A", "B", "C", "D", "E"], ...rows] });
});

it("writes any text, but lines end with a line feed", async () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), text, async (texts, title) => {
      const bytes = await writeWorkbook(
        title,
        ["Text"],
        texts.map((each) => [each]),
      );
      const expected = texts.map((each) => [each.replace(/\r\n?/g, "\n")]);
      expect((await rowsIn(bytes)).slice(1).map(({ cells }) => cells)).toEqual(expected);
    }),
    { numRuns: 15 },
  );
});

it("keeps the headings in sight, and has columns as wide as their texts", async () => {
  const bytes = await writeWorkbook("Title", ["Question", "Option"], [["x".repeat(500), "y".repeat(20)]]);
  const sheet = unzip(bytes).get("xl/worksheets/sheet1.xml")!.toString();
  expect(sheet).toContain('<pane ySplit="1"');
  expect([...sheet.matchAll(/<col [^>]*width="(\d+)"/g)].map(([, width]) => width)).toEqual(["60", "21"]);
});

it("has the title of the quiz as the file's", async () => {
  for (const title of ["Rock & Roll <3 _x0041_", "两 😀"]) {
    const bytes = await writeWorkbook(title, ["Question"], []);
    await expect(readWorkbook(bytes, () => true)).resolves.toMatchObject({ title });
  }
});

it("fails where the rows fail", async () => {
  const rows = [[Symbol("no cell") as unknown as string]];
  await expect(writeWorkbook("Title", ["Question"], rows)).rejects.toThrow(TypeError);
});
