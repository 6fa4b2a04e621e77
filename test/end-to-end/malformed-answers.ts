import type { Question } from "../harness/contract.ts";

/** A request body that is not a valid answer, and the statuses that the contract allows for it. */
export interface MalformedBody {
  name: string;
  raw: string;
  expectedStatuses: readonly number[];
}

const LONG_TEXT = "x".repeat(9000);

/** Bodies that are invalid for every question. */
function invalidForAll(no: number): [string, string, number[]][] {
  return [
    ["cut off", `{"question":${no},"choice"`, [400]],
    ["not JSON", "question=1&choice=0", [400]],
    ["two values", `{"question":${no}}{"choice":0}`, [400]],
    ["a bare list", `[${no},0]`, [400, 422]],
    ["null", "null", [400, 422]],
    ["an empty object", "{}", [422]],
    ["no answer", `{"question":${no}}`, [422]],
    ["no question", `{"choice":0}`, [422]],
    ["a question number as text", `{"question":"${no}","choice":0}`, [422]],
    ["a fractional question number", `{"question":${no}.5,"choice":0}`, [422]],
    ["question 0", `{"question":0,"choice":0}`, [422]],
    ["a negative question number", `{"question":-${no},"choice":0}`, [422]],
    ["an unknown question", `{"question":999,"choice":0}`, [422]],
    ["a question number of 1e300", `{"question":1e300,"choice":0}`, [422]],
    ["two answers in one body", `{"question":${no},"choice":0,"text":"a"}`, [422]],
    ["a prototype", `{"question":${no},"__proto__":{"choice":0}}`, [400, 422]],
    ["a constructor", `{"question":${no},"constructor":{"prototype":{"choice":0}}}`, [422]],
    ["a huge body", `{"question":${no},"text":"${LONG_TEXT}"}`, [413]],
    ["a deep body", `{"question":${no},"choice":${"[".repeat(3000)}${"]".repeat(3000)}}`, [400, 422]],
  ];
}

/** Answers of a wrong kind or out of range for this question. */
function invalidForKind(no: number, question: Question): [string, string, number[]][] {
  const body = (rest: string) => `{"question":${no},${rest}}`;
  switch (question.kind) {
    case "single":
    case "poll":
      return [
        ["an option that does not exist", body(`"choice":${question.options.length}`), [422]],
        ["a negative option", body(`"choice":-1`), [422]],
        ["an option as text", body(`"choice":"0"`), [422]],
        ["a fractional option", body(`"choice":0.5`), [422]],
        ["a choice of null", body(`"choice":null`), [422]],
        ["an option as a list", body(`"choice":[0]`), [422]],
        ["choices for a choice", body(`"choices":[0]`), [422]],
        ["text for a choice", body(`"text":"a"`), [422]],
      ];
    case "truefalse":
      return [
        ["neither true nor false", body(`"choice":2`), [422]],
        ["a boolean", body(`"choice":true`), [422]],
        ["a value", body(`"value":1`), [422]],
      ];
    case "multiple":
      return [
        ["choices with one that does not exist", body(`"choices":[0,${question.options.length}]`), [422]],
        ["choices as text", body(`"choices":"0,1"`), [422]],
        ["choices of text", body(`"choices":["0"]`), [422]],
        ["a choice for choices", body(`"choice":0`), [422]],
        ["negative choices", body(`"choices":[-1]`), [422]],
      ];
    case "numeric":
      return [
        ["a number as text", body(`"value":"3"`), [422]],
        ["a value of null", body(`"value":null`), [422]],
        ["infinity", body(`"value":1e999`), [422]],
        ["a choice for a number", body(`"choice":0`), [422]],
        ["text for a number", body(`"text":"3"`), [422]],
      ];
    case "text":
      return [
        ["a number as text", body(`"text":3`), [422]],
        ["a NUL character", body(`"text":"a\\u0000b"`), [422]],
        ["a list as text", body(`"text":["a"]`), [422]],
        ["a choice for text", body(`"choice":0`), [422]],
      ];
  }
}

/** All bodies that this question must refuse. */
export function malformedBodies(no: number, question: Question): MalformedBody[] {
  return [...invalidForAll(no), ...invalidForKind(no, question)].map(([name, raw, expectedStatuses]) => ({
    name,
    raw,
    expectedStatuses,
  }));
}
