import fc from "fast-check";
import { zipDirectory } from "../../../../../services/quiz/formats/xlsx/zip-directory.ts";
import { zipOf } from "./zip-of.ts";

describe("the directory of a zip", () => {
  it("lists the names and unpacked sizes", async () => {
    const zip = await zipOf({ "xl/workbook.xml": "<workbook/>", "ein Bär.txt": "b".repeat(100_000) });
    await expect(zipDirectory(zip)).resolves.toEqual({
      state: "whole",
      entries: [
        { name: "xl/workbook.xml", size: 11, isEncrypted: false },
        { name: "ein Bär.txt", size: 100_000, isEncrypted: false },
      ],
    });
  });

  it("lists an empty zip", async () => {
    await expect(zipDirectory(await zipOf({}))).resolves.toEqual({ state: "whole", entries: [] });
  });

  it("stops after 200 entries", async () => {
    const files = Array.from({ length: 201 }, (_, index) => [`${index}.txt`, "x"] as const);
    const { state, entries } = await zipDirectory(await zipOf(Object.fromEntries(files)));
    expect(state).toBe("long");
    expect(entries).toHaveLength(200);
  });

  it.each([
    ["nothing", ""],
    ["a text", "PKP is a text"],
    ["a PDF", "%PDF-1.7"],
  ])("says that %s is no zip", async (_, content) => {
    await expect(zipDirectory(Buffer.from(content))).resolves.toEqual({ state: "none", entries: [] });
  });

  it("says that a zip without its end is broken", async () => {
    const zip = await zipOf({ "a.txt": "a", "b.txt": "b" });
    await expect(zipDirectory(zip.subarray(0, 60))).resolves.toEqual({ state: "broken", entries: [] });
  });

  it("says whether an entry is encrypted, and names an odd path", async () => {
    const zip = await zipOf({ "aa/x": "secret" });
    const directory = zip.indexOf("PK\x01\x02", 0, "latin1");
    zip[directory + 8]! |= 1;
    zip.write("../x", directory + 46, "latin1");
    // The size of a stored entry would have to count the header of its encryption; this one is deflated.
    await expect(zipDirectory(zip)).resolves.toMatchObject({
      state: "whole",
      entries: [{ name: "../x", isEncrypted: true }],
    });
  });

  it("takes any bytes", async () => {
    const zip = await zipOf({ "a.txt": "a", "b.txt": "b".repeat(300) });
    const flips = fc.array(fc.record({ at: fc.nat({ max: zip.length - 1 }), byte: fc.nat({ max: 255 }) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(flips, fc.nat({ max: zip.length }), async (changes, cut) => {
        const changed = Buffer.from(zip);
        for (const { at, byte } of changes) changed[at] = byte;
        for (const bytes of [changed, changed.subarray(0, cut), changed.subarray(cut)]) {
          const { entries } = await zipDirectory(bytes);
          expect(entries.length).toBeLessThanOrEqual(200);
        }
      }),
      { numRuns: 300 },
    );
  });
});
