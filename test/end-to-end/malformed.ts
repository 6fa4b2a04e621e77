import type { Question } from "../harness/contract.ts";

/** A body that is no answer, and the statuses with which the contract refuses it. */
export interface Malformed {
  name: string;
  raw: string;
  refusals: readonly number[];
}

const WORDS = "x".repeat(9000);

/** Bodies that no question takes. */
function always(no: number): [string, string, number[]][] {
  return [
    ["cut off", `{"question":${no},"choice"`, [400]],
    ["not JSON", "question=1&choice=0", [400]],
    ["two values", `{"question":${no}}{"choice":0}`, [400]],
    ["a bare list", `[${no},0]`, [400, 422]],
    ["null", "null", [400, 422]],
    ["an empty object", "{}", [422]],
    ["no answer", `{"question":${no}}`, [422]],
    ["no question", `{"choice":0}`, [422]],
    ["question as text", `{"question":"${no}","choice":0}`, [422]],
    ["half a question", `{"question":${no}.5,"choice":0}`, [422]],
    ["question 0", `{"question":0,"choice":0}`, [422]],
    ["a negative question", `{"question":-${no},"choice":0}`, [422]],
    ["an unknown question", `{"question":999,"choice":0}`, [422]],
    ["a question past all bounds", `{"question":1e300,"choice":0}`, [422]],
    ["two answers in one", `{"question":${no},"choice":0,"text":"a"}`, [422]],
    ["a prototype", `{"question":${no},"__proto__":{"choice":0}}`, [400, 422]],
    ["a constructor", `{"question":${no},"constructor":{"prototype":{"choice":0}}}`, [422]],
    ["a huge body", `{"question":${no},"text":"${WORDS}"}`, [413]],
    ["a deep body", `{"question":${no},"choice":${"[".repeat(3000)}${"]".repeat(3000)}}`, [400, 422]],
  ];
}

/** Answers of a wrong kind or out of range for this question. */
function forKind(no: number, question: Question): [string, string, number[]][] {
  const body = (rest: string) => `{"question":${no},${rest}}`;
  switch (question.kind) {
    case "single":
    case "poll":
      return [
        ["an option too far", body(`"choice":${question.options.length}`), [422]],
        ["a negative option", body(`"choice":-1`), [422]],
        ["an option as text", body(`"choice":"0"`), [422]],
        ["half an option", body(`"choice":0.5`), [422]],
        ["no option", body(`"choice":null`), [422]],
        ["an option as a list", body(`"choice":[0]`), [422]],
        ["many for one", body(`"choices":[0]`), [422]],
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
        ["one of them too far", body(`"choices":[0,${question.options.length}]`), [422]],
        ["choices as text", body(`"choices":"0,1"`), [422]],
        ["choices of text", body(`"choices":["0"]`), [422]],
        ["one for many", body(`"choice":0`), [422]],
        ["negative choices", body(`"choices":[-1]`), [422]],
      ];
    case "numeric":
      return [
        ["a number as text", body(`"value":"3"`), [422]],
        ["no number", body(`"value":null`), [422]],
        ["infinity", body(`"value":1e999`), [422]],
        ["a choice for a number", body(`"choice":0`), [422]],
        ["text for a number", body(`"text":"3"`), [422]],
      ];
    case "text":
      return [
        ["a number as text", body(`"text":3`), [422]],
        ["a NUL", body(`"text":"a\\u0000b"`), [422]],
        ["a list as text", body(`"text":["a"]`), [422]],
        ["a choice for text", body(`"choice":0`), [422]],
      ];
  }
}

/** All that may be sent to this question and must be refused. */
export function malformedBodies(no: number, question: Question): Malformed[] {
  return [...always(no), ...forKind(no, question)].map(([name, raw, refusals]) => ({ name, raw, refusals }));
}
