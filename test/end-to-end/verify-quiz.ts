import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { must } from "../harness/client.ts";
import type { PlayerQuestion, Question } from "../harness/contract.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

/** A question as a player sees it before its end, by the contract. */
export function shownQuestion(question: Question, no: number): PlayerQuestion {
  const texts =
    question.kind === "truefalse"
      ? ["False", "True"]
      : "options" in question
        ? question.options.map((option) => option.text)
        : undefined;
  return {
    no,
    kind: question.kind,
    text: question.text,
    ...(texts ? { options: texts.map((text, id) => ({ id, text })) } : {}),
    timeLimitMs: question.timeLimitMs === undefined ? 20_000 : question.timeLimitMs,
    points: question.points ?? 1000,
    ...(question.image ? { image: question.image } : {}),
  };
}

/** What came of a question, where an empty list of options stands for none. */
export function seenQuestion({ options = [], ...rest }: PlayerQuestion): PlayerQuestion {
  return { ...rest, ...(options.length > 0 ? { options } : {}) };
}

/** The quiz that players fetch in pace `self`: exact, without keys, with a strong ETag, 304, brotli and gzip. */
export async function verifyShownQuiz({ spectator, quiz }: SessionFixture, oracle: Oracle): Promise<void> {
  const plain = await spectator.quiz();
  const { title, questions } = must(plain, 200);
  expect(title).toBe(quiz.title);
  expect(questions.map(seenQuestion)).toEqual(
    oracle.questions.map((question, index) => shownQuestion(question, index + 1)),
  );
  const etag = String(plain.headers.etag);
  expect(etag).toMatch(/^"[^"]+"$/);
  must(await spectator.quiz({ "if-none-match": etag }), 304);
  const brotli = await spectator.quiz({ "accept-encoding": "br, gzip" });
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.raw).equals(plain.raw)).toBe(true);
  const gzip = await spectator.quiz({ "accept-encoding": "gzip" });
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.raw).equals(plain.raw)).toBe(true);
}
