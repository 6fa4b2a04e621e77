import { full, type HostileFile, MILLION, TOO_MANY, textFile } from "./hostile-file.ts";

const gift = (name: string, text: () => string, outcome: HostileFile["outcome"], pace?: "slow") =>
  textFile("gift", name, text, outcome, pace);
const many = (question: string) => `${question}\n\n`.repeat(60);

export const giftFiles: readonly HostileFile[] = [
  gift("a million open braces", () => "{".repeat(MILLION), /is longer than 65536 characters/),
  gift("a million closed braces", () => "}".repeat(MILLION), /is longer than 65536 characters/),
  gift(
    "a million pairs of braces",
    () => `Which? ${"{}".repeat(MILLION)}`,
    /is longer than 65536 characters/,
  ),
  gift(
    "half a million nested pairs of braces",
    () => "{".repeat(MILLION / 2) + "}".repeat(MILLION / 2),
    /is longer than 65536 characters/,
  ),
  gift(
    "a million escaped braces",
    () => `Which? ${"\\{".repeat(MILLION)} {T}`,
    /is longer than 65536 characters/,
  ),
  gift(
    "a question of a million open braces",
    () => `Which? {=a ~${"{".repeat(MILLION)}}`,
    /is longer than 65536 characters/,
  ),
  gift("4 MiB in a line", () => full("x", "", " {T}"), /is longer than 65536 characters/),
  gift(
    "4 MiB of blanks in a line",
    () => full(" ", "Which?", "{T}"),
    /is longer than 65536 characters/,
    "slow",
  ),
  gift("4 MiB of line ends", () => full("\n"), /is empty/),
  gift("4 MiB of line ends in a question", () => full("\n", "Which? {=a", "~b}"), /more than 500000 lines/),
  gift("4 MiB of ~", () => full("~", "Which? {=a", "}"), /is longer than 65536 characters/),
  gift("4 MiB of =", () => full("=", "Which? {", "}"), /is longer than 65536 characters/),
  gift("4 MiB of #", () => full("#", "Which? {", "}"), /is longer than 65536 characters/),
  gift("4 MiB of % signs", () => full("%", "Which? {~", "}"), /is longer than 65536 characters/),
  gift("4 MiB of backslashes", () => full("\\", "Which? {=", "}"), /is longer than 65536 characters/),
  gift("4 MiB of colons", () => full(":", "", "{T}"), /is longer than 65536 characters/),
  gift("4 MiB of ->", () => full("->", "Which? {=", "}"), /is longer than 65536 characters/),
  gift("4 MiB of slashes", () => full("/", "", "\na {T}"), 1),
  gift("a million options", () => `Which? {=a${" ~b".repeat(MILLION)}}`, /is longer than 65536 characters/),
  gift(
    "half a million numbers",
    () => `How many? {#${"=1:1 ".repeat(MILLION / 2)}}`,
    /is longer than 65536 characters/,
  ),
  gift("a number of 4 MiB", () => full("1", "How many? {#", "}"), /is longer than 65536 characters/),
  gift("200,000 categories", () => `${"$CATEGORY: a/b/c\n".repeat(200_000)}\nIs it? {T}`, 1, "slow"),
  gift("a category of a million parts", () => `$CATEGORY: ${"a/".repeat(MILLION)}\n\nIs it? {T}`, 1),
  gift(
    "100,000 nested <div>",
    () => `[html]${"<div>".repeat(100_000)}Is it? {T}`,
    /is longer than 65536 characters/,
  ),
  gift(
    "100,000 nested <b>, closed",
    () => `[html]${"<b>".repeat(100_000)}Is it?${"</b>".repeat(100_000)} {T}`,
    /is longer than 65536 characters/,
  ),
  gift(
    "a million &amp;amp;",
    () => `[html]Is it? ${"&amp;".repeat(800_000)} {T}`,
    /is longer than 65536 characters/,
  ),
  gift("4 MiB of < in HTML", () => full("<", "[html]Is it? ", " {T}"), /is longer than 65536 characters/),
  gift(
    "a tag with a million attributes",
    () => `[html]<a ${"b ".repeat(MILLION)}>Is it?</a> {T}`,
    /is longer than 65536 characters/,
  ),
  // Each is nearly as long as a question may be.
  gift(
    "60 questions of nested braces",
    () => many(`Which? {=a ~${"{".repeat(60_000)}}`),
    /more than one "\{" and "\}"/,
  ),
  gift("60 questions of ~", () => many(`Which? {=a${"~".repeat(60_000)}}`), /has more than 50 answers/),
  gift(
    "60 questions of options",
    () => many(`Which? {=a${"~b".repeat(30_000)}}`),
    /has more than 50 answers/,
  ),
  gift(
    "60 questions of backslashes",
    () => many(`Which? {=${"\\\\".repeat(30_000)}}`),
    /has more than 500 characters/,
    "slow",
  ),
  gift("60 questions of blanks", () => many(`Which? {=a${" ".repeat(60_000)}b}`), 60),
  gift(
    "60 questions of numbers",
    () => many(`How many? {#${"=1:1 ".repeat(12_000)}}`),
    /has more than 50 answers/,
  ),
  gift(
    "60 questions of one number",
    () => many(`How many? {#${"1".repeat(60_000)}}`),
    /is too large/,
    "slow",
  ),
  gift("60 questions of ->", () => many(`Which? {${"=a->b".repeat(12_000)}}`), /has more than 50 answers/),
  gift("60 questions of ####", () => many(`Which? {=a${"####b".repeat(12_000)}}`), 60),
  gift("60 questions of %", () => many(`Which? {${"~%50%".repeat(12_000)}}`), /has more than 50 answers/),
  gift(
    "60 questions of 12,000 nested <div>",
    () => many(`[html]${"<div>".repeat(12_000)}Is it? {T}`),
    /has HTML that is nested too deeply/,
    "slow",
  ),
  gift(
    "60 questions of <",
    () => many(`[html]${"<".repeat(60_000)} {T}`),
    /has more than 2000 characters/,
    "slow",
  ),
  gift(
    "60 questions of &",
    () => many(`[html]${"&".repeat(60_000)} {T}`),
    /has more than 2000 characters/,
    "slow",
  ),
  gift(
    "60 questions of * in Markdown",
    () => many(`[markdown]${"*".repeat(60_000)} {T}`),
    /has more than 2000 characters/,
  ),
  gift(
    "60 questions of [ in Markdown",
    () => many(`[markdown]${"[".repeat(60_000)} {T}`),
    /has more than 2000 characters/,
  ),
  gift(
    "40,000 questions in HTML",
    () => "[html]<p>a&amp;b</p>{=<b>x</b>~<i>y</i>}\n\n".repeat(40_000),
    1000,
    "slow",
  ),
  gift(
    "200,000 questions that cannot be read",
    () => "Which? {=a ~\n\n".repeat(200_000),
    /more than 50000 questions/,
    "slow",
  ),
  gift("50,001 questions", () => "Is it? {T}\n\n".repeat(TOO_MANY), /more than 50000 questions/, "slow"),
];
