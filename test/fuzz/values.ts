import type { Random } from "../harness/random.ts";

/** Numbers at the edges of what JavaScript, JSON, Postgres and our own bounds can hold, as JSON text. */
const NUMBERS = [
  "0",
  "-0",
  "1",
  "-1",
  "0.5",
  "2147483647",
  "2147483648",
  "-2147483649",
  "4294967296",
  "9007199254740991",
  "9007199254740993",
  "1e21",
  "1e308",
  "1e400",
  "-1e400",
  "5e-324",
  "1e-400",
  "32768",
  "1001",
  "600001",
  "0.1e1",
  "1.0",
];

const STRINGS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff tail",
  "\u200b",
  "\u202e right to left",
  "\ufeff",
  "e\u0301".repeat(20),
  `Z${"\u0301".repeat(64)}`,
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\u{e0041}\u{e0042}",
  "\ufdfa".repeat(40),
  "İstanbul ß ẞ ﬁ ① ²",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "2026-02-30T00:00:00Z",
  "2026-01-01T00:00:00",
  "+275760-09-13T00:00:00.000Z",
  "1970-01-01T00:00:00.000Z",
  "https://example.org/a.png",
  "https://user:pass@example.org/",
  "javascript:alert(1)",
  "'; drop table answers; --",
  "{{7*7}}",
  "../../../etc/passwd",
  "%00%ff%2e%2e",
  "\r\nSet-Cookie: a=b",
  "=1+1",
  "\t\n\v\f\r\u0085\u2028\u2029",
];

/** What no text column of Postgres holds: U+0000, and halves of surrogate pairs. */
const UNSTORABLE = ["\0", "\ud800", "\udfff"];

/** Any JSON value as text, of any type; rarely large or deeply nested. */
export function anyJson(random: Random, depth = 3): string {
  const kind = random.integer(depth > 0 ? 9 : 5);
  switch (kind) {
    case 0:
      return random.pick(NUMBERS);
    case 1:
      return JSON.stringify(anyString(random));
    case 2:
      return random.pick(["true", "false", "null"]);
    case 3:
      return String(random.integer(100) - 10);
    case 4:
      return JSON.stringify(random.pick(STRINGS));
    case 5:
    case 6:
      return `[${list(random, depth, () => anyJson(random, depth - 1))}]`;
    case 7:
      return depth === 3 ? nested(random) : random.pick(NUMBERS);
    default:
      return `{${list(random, depth, () => `${JSON.stringify(anyString(random))}:${anyJson(random, depth - 1)}`)}}`;
  }
}

/** A long list only where its items are small. */
function list(random: Random, depth: number, item: () => string): string {
  const length = depth === 1 && random.chance(0.05) ? 2000 : random.integer(5);
  return Array.from({ length }, item).join(",");
}

/** Arrays or objects in each other, up to 50,000 deep. */
function nested(random: Random): string {
  const depth = random.pick([10, 100, 5000, 50_000]);
  return random.chance(0.5)
    ? "[".repeat(depth) + "]".repeat(depth)
    : `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

/** A text of any kind, rarely long. */
export function anyString(random: Random): string {
  if (random.chance(0.03)) return random.pick(STRINGS).repeat(random.pick([50, 500, 5000]));
  if (random.chance(0.5)) return random.pick(STRINGS);
  return Array.from({ length: random.integer(12) }, () => String.fromCharCode(random.integer(0x250))).join(
    "",
  );
}

/** A value of JSON, with one or two of its parts replaced, removed, doubled or added. As text, so that numbers stay odd. */
export function mutateJson(random: Random, value: unknown): string {
  let left = 1 + random.integer(2);
  const write = (part: unknown): string => {
    if (left > 0 && random.chance(0.15)) {
      left--;
      return anyJson(random);
    }
    if (Array.isArray(part)) {
      const items = part.filter(() => !random.chance(0.03)).map(write);
      if (random.chance(0.05)) items.push(anyJson(random, 1));
      return `[${items.join(",")}]`;
    }
    if (typeof part === "string" && random.chance(0.15)) return JSON.stringify(insertInto(random, part));
    if (typeof part !== "object" || part === null) return JSON.stringify(part) ?? "null";
    const members = Object.entries(part)
      .filter(() => !random.chance(0.04))
      .map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`);
    if (random.chance(0.1)) members.push(`${JSON.stringify(anyString(random))}:${anyJson(random, 1)}`);
    if (random.chance(0.03)) members.push(...members);
    if (random.chance(0.02)) members.push('"__proto__":{"role":"host"}');
    return `{${members.join(",")}}`;
  };
  return write(value);
}

/** A text with another one somewhere in it: still sound to the eye. */
function insertInto(random: Random, text: string): string {
  const at = random.integer(text.length + 1);
  const other = random.chance(0.5) ? random.pick(UNSTORABLE) : random.pick(STRINGS);
  return text.slice(0, at) + other + text.slice(at);
}

/** Bytes with a few of them changed, removed or added. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let change = 0; change < 1 + random.integer(3); change++) {
    const at = from + random.integer(Math.max(1, bytes.length - from));
    parts.push(bytes.subarray(from, at));
    const kind = random.integer(4);
    if (kind === 0) parts.push(Buffer.from([random.integer(256)]));
    if (kind === 1)
      parts.push(Buffer.from(random.pick(["\r", "\n", "\0", "\r\n\r\n", " ", ":", "\xff"]), "latin1"));
    from = Math.min(bytes.length, at + (kind === 3 ? 0 : random.integer(3)));
  }
  if (!random.chance(0.05)) parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}
