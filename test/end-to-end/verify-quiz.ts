import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { must } from "../harness/client.ts";
import type { PlayerQuestion, Question } from "../harness/contract.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";

/** A question as the contract shows it to a player before its close. */
export function playerQuestion(question: Question, no: number): PlayerQuestion {
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

/** A question without `options` if its list of options is empty. */
export function withoutEmptyOptions({ options = [], ...rest }: PlayerQuestion): PlayerQuestion {
  return { ...rest, ...(options.length > 0 ? { options } : {}) };
}

/** Checks the quiz that players read in pace `self`: exact, without keys, with a strong ETag, 304, brotli and gzip. */
export async function verifyPlayerQuiz({ spectator, quiz }: SessionFixture, oracle: Oracle): Promise<void> {
  const uncompressed = await spectator.quiz();
  const { title, questions } = must(uncompressed, 200);
  expect(title).toBe(quiz.title);
  expect(questions.map(withoutEmptyOptions)).toEqual(
    oracle.questions.map((question, index) => playerQuestion(question, index + 1)),
  );
  const etag = String(uncompressed.headers.etag);
  expect(etag).toMatch(/^"[^"]+"$/);
  must(await spectator.quiz({ "if-none-match": etag }), 304);
  const brotli = await spectator.quiz({ "accept-encoding": "br, gzip" });
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.raw).equals(uncompressed.raw)).toBe(true);
  const gzip = await spectator.quiz({ "accept-encoding": "gzip" });
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.raw).equals(uncompressed.raw)).toBe(true);
}
