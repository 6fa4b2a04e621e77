import { readJoinCode } from "../../../platform/domain/text/join-code.ts";
import { nicknameSchema } from "../../../platform/domain/text/nickname.ts";
import { normalizeText } from "../../../platform/domain/text/normalize-text.ts";
import { isVisible, visibleText } from "../../../platform/domain/text/visible-text.ts";
import { decode } from "../../../services/quiz/decode.ts";
import { parseImport } from "../../../services/quiz/import.ts";

/** Inputs that a regular expression, or a loop in a loop, may read again and again: `n` says how large they are. */
const FILES: Record<string, (n: number) => string | Buffer> = {
  "blanks before a line separator": (n) => `#Q a\n^ b\nC ${" ".repeat(n)}\u2028x`,
  "blanks at the ends of lines": (n) => `#Q a${" ".repeat(n)}\n^ b${"\t ".repeat(n)}x\nA${" ".repeat(n)}`,
  "blank lines": (n) => `#Q a\n${"\n \t".repeat(n)}`,
  "carriage returns": (n) => `#Q a${"\r".repeat(n)}`,
  "control characters": (n) => `#Q a${"\u0001\u0085".repeat(n)}`,
  "many options and a long answer": (n) => `#Q a\n^ ${"b".repeat(n)}\n${"A x\n".repeat(n)}`,
  "many questions": (n) => "#Q a\n^ b\nA b\nB c\n\n".repeat(n / 8),
  "stray lines": (n) => "x\n\n".repeat(n),
  "many answers": (n) => `#Q a\n${"^ b\n".repeat(n)}`,
  "a letter with many marks as the answer": (n) => `#Q a\n^ e${"\u0301\u0323".repeat(n)}\nA x\nB y`,
  "Greek marks and a Latin letter": (n) =>
    `#Q a\n^ ${"\u{1d242}".repeat(n)}a\nA ${"\u{1d242}".repeat(n)}\nB y`,
  "bytes that are not UTF-8": (n) => Buffer.alloc(n, "#Q \xe2\x82\xff", "latin1"),
  "an unfinished string": (n) => `{"title": "${"\\\\\\u00e9".repeat(n)}`,
  "a string with a wrong escape at its end": (n) => `{"title": "${'\\"x'.repeat(n)}\\q"}`,
  "many small questions": (n) => `{"questions": [${"{},".repeat(n / 8)}{}]}`,
  "many unknown fields": (n) =>
    `{"questions": [{${Array.from({ length: n }, (_, index) => `"f${index}":1`).join()}}]}`,
  "one long unknown field": (n) => `{"questions": [{"${"f.".repeat(n)}": 1}]}`,
  "deep arrays": (n) => `{"questions": ${"[".repeat(n)}`,
  "many options that look the same": (n) =>
    JSON.stringify({
      questions: [{ kind: "poll", text: "?", options: new Array(n).fill({ text: "\u200ba" }) }],
    }),
};

const SMALL = 1024;
const GROWTH = 16;

/** The least CPU time of three runs, in µs. */
function costOf(run: () => void): number {
  const costs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...costs);
}

/** Linear work grows by 16, quadratic by 256. What takes 30 ms for the large input is quick enough. */
function expectLinear(run: (n: number) => void): void {
  run(SMALL);
  const small = costOf(() => run(SMALL));
  const large = costOf(() => run(SMALL * GROWTH));
  if (large > 30_000) expect(large / small).toBeLessThan(GROWTH * 5);
}

test.each(Object.keys(FILES))("the work for a file with %s grows with its length", (name) => {
  const files = new Map([SMALL, SMALL * GROWTH].map((n) => [n, Buffer.from(FILES[name]!(n))]));
  expectLinear((n) => {
    try {
      parseImport(files.get(n)!, { from: 1, take: 1000 });
    } catch (error) {
      // A refusal costs as little as an import, and is short.
      const { data } = error as { data?: unknown };
      expect(JSON.stringify(data).length).toBeLessThan(20_000);
    }
  });
});

test.each([
  " ",
  "\u0301",
  "\u200d",
  "👩\u200d",
  "🏴\u{e0067}",
  "\ufdfa",
  "ع\u200d",
])("the work for a text of %j grows with its length", (unit) => {
  expectLinear((n) => {
    const text = unit.repeat(n);
    isVisible(text);
    visibleText(text);
    decode(Buffer.from(text));
    nicknameSchema.safeParse(text);
    readJoinCode(text);
  });
});

test("the longest answer takes little time to normalize, whatever it is made of", () => {
  const units = [
    "\u0301\u0323",
    "i\u0323",
    "\ufdfa",
    "ﬃ",
    "aΑ",
    "\u{1d242}",
    "'",
    "-",
    "ー-",
    "s\u0327\u0326",
  ];
  for (const unit of units) {
    const answer = unit.repeat(500).slice(0, 500);
    const cost = costOf(() => {
      for (let time = 0; time < 10; time++) normalizeText(answer, "lenient");
    });
    // A tenth of a millisecond on a quiet machine; a quadratic step would take far more than this.
    expect([unit, cost < 200_000]).toEqual([unit, true]);
  }
});
