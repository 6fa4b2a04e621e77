import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { refused } from "../shared/refused.ts";

/** The text is not JSON. The message names line and column, which count from 1. */
export class MalformedJson extends Error {
  constructor(problem: string, line: number, column: number) {
    super(`line ${line}, column ${column}: ${problem}`);
    this.name = "MalformedJson";
  }
}

/** No quiz is nested deeper than 5. The parser is recursive, so deeper input could overflow the stack. */
const MAX_DEPTH = 64;

/** What is wrong, by the parser's name for the error; other errors are in strings. */
const PROBLEMS: Record<string, string> = {
  InvalidSymbol: "expected a value",
  ValueExpected: "expected a value",
  PropertyNameExpected: "expected a name in double quotes",
  ColonExpected: 'expected ":"',
  EndOfFileExpected: "something follows after the end",
  UnexpectedEndOfNumber: "a number is incomplete",
  InvalidCommentToken: "comments are not allowed",
};

/** The valid part of a string, from its opening quote. The class is all but quote, backslash and control characters. */
const VALID_STRING_PART = /"(?:[ !#-[\]-\uffff]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

/** A file of JSON that has a list: alone, or in a field of an object. */
export interface JsonList {
  /** The object; empty if the list stands alone. */
  file: Record<string, unknown>;
  /** Undefined if there is none. */
  elements?: unknown[];
  /** The line of each element, from 1. */
  lines: number[];
}

/**
 * Reads a file whose value is a list, or an object with a list in `field`.
 *
 * @throws ValidationError if the text is not JSON: the reason names line and column
 */
export function readList(text: string, field: string): JsonList {
  const isList = /^\s*\[/.test(text);
  try {
    const lines = elementLines(text, isList ? null : field);
    const value: unknown = JSON.parse(text);
    if (isList) return { file: {}, elements: value as unknown[], lines };
    const file = Object(value) as Record<string, unknown>;
    return Array.isArray(file[field]) ? { file, elements: file[field], lines } : { file, lines };
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    throw refused(`is not JSON: ${error.message}`);
  }
}

/**
 * Finds where each element of a list begins: of the array `field` of the top-level object, or of the top-level array if
 * it is null. JSON.parse returns values without positions, and some of its errors do not say where they are. Every text
 * that passes here is JSON.
 *
 * @returns line numbers, counted from 1; empty if there is no such array
 * @throws MalformedJson
 */
export function elementLines(text: string, field: string | null): number[] {
  const depth = field === null ? 1 : 2;
  let lines: number[] = [];
  /** The objects and arrays that contain the current position, by their closing character. */
  const open: ("}" | "]")[] = [];
  /** Whether the value of `field` comes next, or is the array that is being read. */
  let isInField = field === null;
  /** Whether the name of a field comes next, not a value. */
  let isNameNext = false;

  const beginValue = (line: number, column: number) => {
    if (open.length > MAX_DEPTH) {
      throw new MalformedJson(`nested deeper than ${MAX_DEPTH}`, line + 1, column + 1);
    }
    if (isInField && open.length === depth && open.at(-1) === "]") lines.push(line + 1);
  };
  const fail = (code: ParseErrorCode, offset: number, line: number, column: number): never => {
    const symbol = printParseErrorCode(code);
    const error = symbol === "InvalidSymbol" && isNameNext ? "PropertyNameExpected" : symbol;
    const problem = error === "CommaExpected" ? `expected "," or "${open.at(-1)}"` : PROBLEMS[error];
    // The parser reports where the string begins.
    const valid = problem === undefined ? validStringLength(text, offset) : 0;
    const isAtEnd = offset + valid >= text.length;
    throw new MalformedJson(
      isAtEnd ? "the text ends too early" : (problem ?? "not allowed in a string without an escape"),
      line + 1,
      column + valid + 1,
    );
  };

  visit(
    text,
    {
      onObjectBegin: (_offset, _length, line, column) => {
        beginValue(line, column);
        open.push("}");
        isNameNext = true;
      },
      onArrayBegin: (_offset, _length, line, column) => {
        beginValue(line, column);
        open.push("]");
      },
      onLiteralValue: (_value, _offset, _length, line, column) => beginValue(line, column),
      onObjectEnd: () => void open.pop(),
      onArrayEnd: () => void open.pop(),
      onSeparator: (character) => {
        isNameNext = character === "," && open.at(-1) === "}";
      },
      onObjectProperty: (name) => {
        if (open.length > 1 || field === null) return;
        isInField = name === field;
        // If a name occurs twice, the last one counts, as in JSON.parse.
        if (isInField) lines = [];
      },
      onError: (code, offset, _length, line, column) => fail(code, offset, line, column),
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return lines;
}

function validStringLength(text: string, offset: number): number {
  VALID_STRING_PART.lastIndex = offset;
  return VALID_STRING_PART.exec(text)?.[0].length ?? 0;
}
