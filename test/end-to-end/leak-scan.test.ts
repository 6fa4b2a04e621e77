import { at } from "./fixture.ts";
import { ACCEPTED_MARKER, keyMarkers, questionsWithMarkers } from "./key-markers.ts";
import { keyNamesIn, markersIn, type Observation } from "./leak-scan.ts";

const observation = (changes: Partial<Observation>): Observation => ({
  where: "stats 1",
  status: 200,
  headers: "",
  body: "",
  ...changes,
});

/** These tests prove that the scan finds a leak when there is one. */
describe("the scan for leaked keys", () => {
  test("finds a marker in a body and in headers, ignoring case", () => {
    const markers = keyMarkers(at(questionsWithMarkers(0), 4), 5);
    expect(
      markersIn([observation({ body: `{"text":"${ACCEPTED_MARKER.toUpperCase()}0"}` })], markers),
    ).toHaveLength(1);
    expect(
      markersIn([observation({ headers: `x-hint: ${ACCEPTED_MARKER.toLowerCase()}0` })], markers),
    ).toHaveLength(1);
    expect(markersIn([observation({ body: '{"text":"other"}' })], markers)).toEqual([]);
  });

  test("finds field names of a key in observations of questions and stats", () => {
    expect(keyNamesIn([observation({ body: '{"options":[{"id":0,"correct":true}]}' })])).toHaveLength(1);
    expect(keyNamesIn([observation({ where: "stream", body: 'data: {"answer":1}' })])).toHaveLength(1);
    expect(keyNamesIn([observation({ where: "verdict 1", body: '{"correct":true}' })])).toEqual([]);
  });

  test("has questions that differ only in their keys", () => {
    const visible = (variant: 0 | 1) =>
      questionsWithMarkers(variant).map(({ kind, text, ...rest }) => ({
        kind,
        text,
        options: "options" in rest ? rest.options.map((option) => option.text) : [],
        length: kind === "truefalse" ? 0 : JSON.stringify(rest).length,
      }));
    expect(visible(0)).toEqual(visible(1));
    expect(questionsWithMarkers(0)).not.toEqual(questionsWithMarkers(1));
  });
});
