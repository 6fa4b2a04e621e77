import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import type { ValidationError } from "../../../../platform/errors.ts";
import { refused } from "../shared/refused.ts";
import { requireWorkbook } from "./require-workbook.ts";
import { nameOf, openZip, zipDirectory } from "./zip-directory.ts";

/** The files in a workbook, which are unpacked as streams. */
export class WorkbookFiles {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** @throws ValidationError: see `requireWorkbook` */
  static async open(bytes: Buffer): Promise<WorkbookFiles> {
    requireWorkbook(await zipDirectory(bytes));
    const zip = await openZip(bytes);
    const entries = new Map<string, Entry>();
    // Paths are the same in upper and lower case (ECMA-376, part 2, 6.2.2.3). Some programs write a slash in front.
    for await (const entry of zip.eachEntry()) {
      entries.set(nameOf(entry).replace(/^\//, "").toLowerCase(), entry);
    }
    return new WorkbookFiles(zip, entries);
  }

  has(path: string): boolean {
    return this.#entries.has(path.toLowerCase());
  }

  /**
   * The bytes of a file, which are never more than the directory of the zip says.
   *
   * @throws ValidationError if the file is missing, encrypted or damaged, or has more bytes than the directory says
   */
  async *read(path: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(path.toLowerCase());
    if (!entry) throw refused(`is damaged: ${path} is missing in it`);
    if (entry.isEncrypted()) throw refused("is encrypted; save it without a password");
    let sum = 0;
    try {
      for await (const chunk of await this.#zip.openReadStreamPromise(entry)) {
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch {
      throw damaged(path);
    }
    if (sum !== entry.crc32) throw damaged(path);
  }
}

function damaged(path: string): ValidationError {
  return refused(`is damaged: ${path} cannot be unpacked`);
}
