import { constants, crc32, deflateRawSync } from "node:zlib";

/** An entry of an archive, as its bytes are. A hostile one may claim what is not true. */
export interface ZipEntry {
  name: string;
  /** Compressed with Deflate. */
  deflated: Buffer;
  /** What the directory says the size is after unpacking, in bytes. */
  claimedSize: number;
  crc: number;
  /** Where the directory says the entry begins. By default where it does. */
  claimedOffset?: number;
  /** Whether only the directory has it. */
  isOnlyListed?: boolean;
}

const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const VERSION = 20;
const DEFLATE = 8;
/** The largest number of entries that the end of the directory can say without Zip64. */
const MAX_COUNT = 0xffff;

/** An entry with true sizes. */
export function zipEntry(name: string, content: string | Buffer): ZipEntry {
  const bytes = Buffer.from(content as string);
  return { name, deflated: deflateRawSync(bytes), claimedSize: bytes.length, crc: crc32(bytes) };
}

/** An archive (PKWARE, APPNOTE.TXT 4.3), without checks: libraries that write archives write only sound ones. */
export function zipArchive(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const local = entry.isOnlyListed
      ? Buffer.alloc(0)
      : Buffer.concat([localHeader(entry, name.length), name, entry.deflated]);
    locals.push(local);
    centrals.push(centralHeader(entry, name.length, entry.claimedOffset ?? offset), name);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, endRecord(entries.length, directory.length, offset)]);
}

/** `mebibytes` MiB of zeros, deflated to about a thousandth: the same block again and again. */
export function deflatedZeros(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
  const lastBlock = Buffer.from([3, 0]);
  return Buffer.concat([...new Array<Buffer>(mebibytes).fill(block), lastBlock]);
}

function localHeader({ deflated, claimedSize, crc }: ZipEntry, nameLength: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(SIGNATURE.local, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(DEFLATE, 8);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(deflated.length, 18);
  header.writeUInt32LE(claimedSize, 22);
  header.writeUInt16LE(nameLength, 26);
  return header;
}

function centralHeader({ deflated, claimedSize, crc }: ZipEntry, nameLength: number, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(SIGNATURE.central, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(DEFLATE, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(deflated.length, 20);
  header.writeUInt32LE(claimedSize, 24);
  header.writeUInt16LE(nameLength, 28);
  header.writeUInt32LE(offset, 42);
  return header;
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(SIGNATURE.end, 0);
  record.writeUInt16LE(Math.min(count, MAX_COUNT), 8);
  record.writeUInt16LE(Math.min(count, MAX_COUNT), 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}
