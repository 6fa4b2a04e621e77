/** A dictionary's memory as it goes from thread to thread: shared buffers, and how far each is filled. */
export interface DictionaryMemory {
  /** Open addressing with linear probing: id + 1, 0 is free. A power of two, at least twice the entries. */
  slots: SharedArrayBuffer;
  /** Three words an entry: where its key ends in the heap, its hash, and how many answers have it. */
  entries: SharedArrayBuffer;
  /** The keys, one after the other in the order of their ids. */
  heap: SharedArrayBuffer;
  count: number;
  /** Sets where in the table a key goes, so that nobody can type answers that all meet in one place. */
  seed: number;
}

/** Ids of answers, below 0 for none; where the verdict is 0 there is no answer. */
interface Answered {
  codes: Int32Array;
  verdicts: Uint16Array;
}

/** Of an entry. */
const WORDS = 3;

/**
 * Keys of bytes, numbered from 0 in the order in which they first came. It lives in shared memory, so that any
 * thread may take it up; one at a time may add.
 */
export class ValueDictionary {
  readonly memory: DictionaryMemory;
  #slots: Uint32Array;
  #entries: Uint32Array;
  #heap: Uint8Array;

  static create(): DictionaryMemory {
    return {
      slots: new SharedArrayBuffer(4 * 128),
      entries: new SharedArrayBuffer(4 * WORDS * 64),
      heap: new SharedArrayBuffer(1024),
      count: 0,
      seed: Math.floor(Math.random() * 2 ** 32),
    };
  }

  constructor(memory: DictionaryMemory) {
    this.memory = memory;
    this.#slots = new Uint32Array(memory.slots);
    this.#entries = new Uint32Array(memory.entries);
    this.#heap = new Uint8Array(memory.heap);
  }

  /** How many keys there are. */
  get size(): number {
    return this.memory.count;
  }

  /** Counts the answers of these rows by their ids (`by` 1), or no longer (−1). */
  count(rows: Uint32Array, { codes, verdicts }: Answered, by: 1 | -1): void {
    const entries = this.#entries;
    for (let i = 0; i < rows.length; i++) {
      const id = codes[rows[i]!]!;
      if (verdicts[rows[i]!] !== 0 && id >= 0) entries[WORDS * id + 2]! += by;
    }
  }

  /** How many answers have this id. */
  counted(id: number): number {
    return this.#entries[WORDS * id + 2]!;
  }

  /** The id of a key, which is added where it is new. */
  add(key: Uint8Array): number {
    const hash = this.#hash(key);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#entries[WORDS * (found - 1) + 1] === hash && this.#isKey(found - 1, key)) return found - 1;
      slot = (slot + 1) & mask;
    }
    return this.#append(key, hash);
  }

  /** A copy of the key of an id. */
  key(id: number): Uint8Array {
    return this.#heap.slice(this.#start(id), this.#end(id));
  }

  /** Compares the keys of two ids byte by byte: below 0 where `a` comes first. */
  compare(a: number, b: number): number {
    const startA = this.#start(a);
    const startB = this.#start(b);
    const lengthA = this.#end(a) - startA;
    const lengthB = this.#end(b) - startB;
    for (let i = 0; i < Math.min(lengthA, lengthB); i++) {
      const difference = this.#heap[startA + i]! - this.#heap[startB + i]!;
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  #append(key: Uint8Array, hash: number): number {
    const id = this.memory.count;
    if (WORDS * id >= this.#entries.length) this.#grow();
    const start = this.#start(id);
    if (start + key.length > this.#heap.length) this.#growHeap(start + key.length);
    this.#heap.set(key, start);
    this.#entries[WORDS * id] = start + key.length;
    this.#entries[WORDS * id + 1] = hash;
    this.#occupy(id, hash);
    this.memory.count++;
    return id;
  }

  #occupy(id: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = id + 1;
  }

  #grow(): void {
    const entries = this.#entries;
    this.memory.entries = new SharedArrayBuffer(2 * entries.byteLength);
    this.memory.slots = new SharedArrayBuffer(2 * this.#slots.byteLength);
    this.#entries = new Uint32Array(this.memory.entries);
    this.#slots = new Uint32Array(this.memory.slots);
    this.#entries.set(entries);
    for (let id = 0; id < this.memory.count; id++) this.#occupy(id, entries[WORDS * id + 1]!);
  }

  #growHeap(needed: number): void {
    const heap = this.#heap;
    this.memory.heap = new SharedArrayBuffer(Math.max(2 * heap.length, needed));
    this.#heap = new Uint8Array(this.memory.heap);
    this.#heap.set(heap);
  }

  #start(id: number): number {
    return id === 0 ? 0 : this.#entries[WORDS * (id - 1)]!;
  }

  #end(id: number): number {
    return this.#entries[WORDS * id]!;
  }

  #isKey(id: number, key: Uint8Array): boolean {
    const start = this.#start(id);
    if (this.#end(id) - start !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (this.#heap[start + i] !== key[i]) return false;
    return true;
  }

  /** FNV-1a from a secret start, then MurmurHash3's finaliser, as the table looks at the lowest bits only. */
  #hash(key: Uint8Array): number {
    let hash = 2_166_136_261 ^ this.memory.seed;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key[i]!, 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
