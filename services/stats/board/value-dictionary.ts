/** A dictionary's memory, as it is passed between threads: shared buffers, and how many entries are in use. */
export interface DictionaryMemory {
  /**
   * A hash table with open addressing and linear probing: id + 1, or 0 if free. Its length is a power of two, at least
   * twice the number of entries.
   */
  slots: SharedArrayBuffer;
  /** Four words per entry: the end of its key in the heap, its hash, its number of answers, and its value's id. */
  entries: SharedArrayBuffer;
  /** All keys, one after the other, in the order of their ids. */
  heap: SharedArrayBuffer;
  count: number;
  /** Seeds the hash, so that nobody can craft answers that all collide. */
  seed: number;
}

/** The ids of answers, below 0 for none. A cell whose grade is 0 has no answer. */
interface CodedCells {
  codes: Int32Array;
  grades: Uint16Array;
}

const WORDS_PER_ENTRY = 4;

/**
 * Gives byte keys ids, from 0, in the order of their first use, and counts answers by id. Keys that are one value have
 * the id of one of them as their value's id. It is in shared memory, so that any thread can use it; only one thread at
 * a time may add keys.
 */
export class ValueDictionary {
  readonly memory: DictionaryMemory;
  #slots: Uint32Array;
  #entries: Uint32Array;
  #heap: Uint8Array;

  static create(): DictionaryMemory {
    return {
      slots: new SharedArrayBuffer(4 * 128),
      entries: new SharedArrayBuffer(4 * WORDS_PER_ENTRY * 64),
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

  /** Adds the answers of these rows to the counts of their ids (`sign` 1), or subtracts them (−1). */
  count(rows: Uint32Array, { codes, grades }: CodedCells, sign: 1 | -1): void {
    const entries = this.#entries;
    for (let i = 0; i < rows.length; i++) {
      const id = codes[rows[i]!]!;
      if (grades[rows[i]!] !== 0 && id >= 0) entries[WORDS_PER_ENTRY * id + 2]! += sign;
    }
  }

  /** How many answers have this id. */
  countOf(id: number): number {
    return this.#entries[WORDS_PER_ENTRY * id + 2]!;
  }

  /** The id of the key that stands for all keys that are the same value as this one. */
  valueOf(id: number): number {
    return this.#entries[WORDS_PER_ENTRY * id + 3]!;
  }

  /**
   * The id of a key; adds the key if it is new.
   *
   * @param comparedKey gives the key that stands for all keys that are the same value; it must stand for itself
   */
  add(key: Uint8Array, comparedKey: (key: Uint8Array) => Uint8Array = (key) => key): number {
    const hash = this.#hash(key);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#entries[WORDS_PER_ENTRY * (entry - 1) + 1] === hash && this.#isKey(entry - 1, key))
        return entry - 1;
      slot = (slot + 1) & mask;
    }
    const id = this.#append(key, hash);
    const compared = comparedKey(key);
    const value = this.#isKey(id, compared) ? id : this.add(compared);
    this.#entries[WORDS_PER_ENTRY * id + 3] = value;
    return id;
  }

  /** A copy of the key of an id. */
  key(id: number): Uint8Array {
    return this.#heap.slice(this.#start(id), this.#end(id));
  }

  /** Compares the keys of two ids byte by byte; below 0 if the key of `a` comes first. */
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
    if (WORDS_PER_ENTRY * id >= this.#entries.length) this.#grow();
    const start = this.#start(id);
    if (start + key.length > this.#heap.length) this.#growHeap(start + key.length);
    this.#heap.set(key, start);
    this.#entries[WORDS_PER_ENTRY * id] = start + key.length;
    this.#entries[WORDS_PER_ENTRY * id + 1] = hash;
    this.#fillSlot(id, hash);
    this.memory.count++;
    return id;
  }

  #fillSlot(id: number, hash: number): void {
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
    for (let id = 0; id < this.memory.count; id++) this.#fillSlot(id, entries[WORDS_PER_ENTRY * id + 1]!);
  }

  #growHeap(needed: number): void {
    const heap = this.#heap;
    this.memory.heap = new SharedArrayBuffer(Math.max(2 * heap.length, needed));
    this.#heap = new Uint8Array(this.memory.heap);
    this.#heap.set(heap);
  }

  #start(id: number): number {
    return id === 0 ? 0 : this.#entries[WORDS_PER_ENTRY * (id - 1)]!;
  }

  #end(id: number): number {
    return this.#entries[WORDS_PER_ENTRY * id]!;
  }

  #isKey(id: number, key: Uint8Array): boolean {
    const start = this.#start(id);
    if (this.#end(id) - start !== key.length) return false;
    for (let i = 0; i < key.length; i++) if (this.#heap[start + i] !== key[i]) return false;
    return true;
  }

  /** FNV-1a with a secret seed, then MurmurHash3's finalizer, because the table uses only the lowest bits. */
  #hash(key: Uint8Array): number {
    let hash = 2_166_136_261 ^ this.memory.seed;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key[i]!, 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
