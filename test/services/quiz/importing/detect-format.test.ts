import { type ImportFormat, importFormatSchema } from "../../../../platform/domain/quiz-formats.ts";
import { readers } from "../../../../services/quiz/formats/registry.ts";
import { formatOf } from "../../../../services/quiz/importing/detect-format.ts";
import { sampleFile, textSamples } from "../formats/samples.ts";
import { byOutcome, sourceOf } from "../formats/source-of.ts";

const formats = importFormatSchema.options;
const textFormats = Object.keys(textSamples) as (keyof typeof textSamples)[];
const refused = (path: string, ...parts: string[]) =>
  expect.objectContaining({
    code: 422,
    data: [{ path, reason: expect.stringMatching(new RegExp(parts.map(RegExp.escape).join(".*"))) }],
  });

describe("the format of a file", () => {
  test.each(formats)("is detected: %s", async (format) => {
    expect(await formatOf(sourceOf(await sampleFile(format)))).toBe(format);
  });

  test.each(
    textFormats,
  )("is detected with other line ends, blank lines and a byte order mark: %s", async (format) => {
    const text = textSamples[format];
    // An XML declaration must come first, but people do not know that.
    for (const other of [
      text.replaceAll("\n", "\r\n"),
      text.replaceAll("\n", "\r"),
      `\uFEFF${text}`,
      `\n\r\n  \n${text}`,
      `\uFEFF\r\n\r\n${text.replaceAll("\n", "\r\n")}`,
      text.trimEnd(),
    ]) {
      expect(await formatOf(sourceOf(other))).toBe(format);
    }
  });

  test.each(formats)("is the named one, if the content does not contradict it: %s", async (format) => {
    expect(await formatOf(sourceOf(await sampleFile(format)), format)).toBe(format);
  });

  test.each(formats)("has a reader that reads the whole sample: %s", async (format) => {
    const { questions, skipped } = byOutcome(await readers[format].parse(sourceOf(await sampleFile(format))));
    expect([questions.length, skipped]).toEqual([2, []]);
  });
});

test("a text in no format is refused with the list of formats", async () => {
  await expect(formatOf(sourceOf("What is this?"))).rejects.toThrow(
    refused("format", "looks like none of", ...formats),
  );
});

test.each(["", " \r\n\t", "\uFEFF \n"])("a file without text is refused: %j", async (text) => {
  await expect(formatOf(sourceOf(text))).rejects.toThrow(refused("body", "is empty"));
});

describe("a named format that the content contradicts is refused", () => {
  test.each<[ImportFormat, ImportFormat, string]>([
    ["xlsx", "csv", "is xlsx, but the file is text"],
    ["xlsx", "moodle", "is xlsx, but the file is Moodle XML"],
    ["json", "xlsx", "is json, but the file is a workbook (.xlsx)"],
    ["csv", "xlsx", "is csv, but the file is a workbook (.xlsx)"],
    ["gift", "moodle", "is gift, but the file is Moodle XML"],
    ["aiken", "json", "is aiken, but the file is JSON"],
    ["json", "opentdb", "is json, but the file is JSON of Open Trivia DB"],
    ["opentdb", "json", "is opentdb, but the file is JSON"],
  ])("%s, but %s", async (named, real, reason) => {
    await expect(formatOf(sourceOf(await sampleFile(real)), named)).rejects.toThrow(
      refused("format", reason, "leave the format out, or name"),
    );
  });
});

test("a text that is only similar to another kind is read in the format that the host names", async () => {
  const sheet = sourceOf("Timestamp,Question\n1,2\n");
  await expect(formatOf(sheet)).rejects.toThrow(refused("body", "answers, not questions"));
  expect(await formatOf(sheet, "csv")).toBe("csv");
  const dashes = sourceOf("---\nWhat? {=a}\n");
  await expect(formatOf(dashes)).rejects.toThrow(refused("body", "YAML"));
  expect(await formatOf(dashes, "gift")).toBe("gift");
});
