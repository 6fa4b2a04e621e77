import {
  closeSync,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from "node:fs";
import { join, sep } from "node:path";

/** The folders of the databases `template1` and `template0`. Nobody connects to them, so nothing writes to their files. */
const TEMPLATES = [join("base", "1"), join("base", "4")];
const LOG = "pg_wal";
const BUFFER = Buffer.allocUnsafe(1024 * 1024);
const ZEROS = Buffer.alloc(BUFFER.length);

/**
 * Copies the folder of an embedded database that is closed. Of its 40 MB, most is never used: the templates are linked,
 * and of the log only the blocks with something in them are written. This takes a fifth of the time of a plain copy.
 */
export function copyDatabase(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    const source = join(entry.parentPath, entry.name);
    const name = source.slice(from.length + 1);
    const target = join(to, name);
    if (entry.isDirectory()) mkdirSync(target, { recursive: true, mode: 0o700 });
    else if (TEMPLATES.some((folder) => name.startsWith(folder + sep))) linkSync(source, target);
    else if (name.startsWith(LOG + sep)) copySparsely(source, target);
    else copyFileSync(source, target);
  }
}

/** Copies a file, and leaves a hole where a whole block of it is zero. */
function copySparsely(from: string, to: string): void {
  const [input, output] = [openSync(from, "r"), openSync(to, "wx", 0o600)];
  try {
    ftruncateSync(output, fstatSync(input).size);
    for (let position = 0; ; ) {
      const length = readSync(input, BUFFER, 0, BUFFER.length, position);
      if (length === 0) return;
      const block = BUFFER.subarray(0, length);
      if (!block.equals(ZEROS.subarray(0, length))) writeSync(output, block, 0, length, position);
      position += length;
    }
  } finally {
    closeSync(input);
    closeSync(output);
  }
}
