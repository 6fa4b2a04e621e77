import { at } from "./fixture.ts";
import { ACCEPTED, markedQuestions, marksOf } from "./secrets.ts";
import { leaks, type Sight, telltales } from "./transcript.ts";

const sight = (more: Partial<Sight>): Sight => ({
  where: "stats 1",
  status: 200,
  head: "",
  body: "",
  ...more,
});

/** A scan that finds nothing proves nothing, unless it finds what is there. */
describe("the scan for keys", () => {
  test("finds a mark in a body and in a head, whatever its case", () => {
    const marks = marksOf(at(markedQuestions(0), 4), 5);
    expect(leaks([sight({ body: `{"text":"${ACCEPTED.toUpperCase()}0"}` })], marks)).toHaveLength(1);
    expect(leaks([sight({ head: `x-hint: ${ACCEPTED.toLowerCase()}0` })], marks)).toHaveLength(1);
    expect(leaks([sight({ body: '{"text":"else"}' })], marks)).toEqual([]);
  });

  test("finds the names under which a key travels, where questions and figures show", () => {
    expect(telltales([sight({ body: '{"options":[{"id":0,"correct":true}]}' })])).toHaveLength(1);
    expect(telltales([sight({ where: "stream", body: 'data: {"answer":1}' })])).toHaveLength(1);
    expect(telltales([sight({ where: "verdict 1", body: '{"correct":true}' })])).toEqual([]);
  });

  test("has questions that differ in their keys and in nothing that shows", () => {
    const shown = (turn: 0 | 1) =>
      markedQuestions(turn).map(({ kind, text, ...rest }) => ({
        kind,
        text,
        options: "options" in rest ? rest.options.map((option) => option.text) : [],
        length: kind === "truefalse" ? 0 : JSON.stringify(rest).length,
      }));
    expect(shown(0)).toEqual(shown(1));
    expect(markedQuestions(0)).not.toEqual(markedQuestions(1));
  });
});
