import fc from "fast-check";
import { chunkOfEvents, parseLastEventId } from "../../../../services/api/streams/event-stream.ts";

const NOW = "2031-04-01T12:00:00.000Z";
const textOf = (data: object, cursor: { revision: number; seq: number }) =>
  chunkOfEvents([{ event: "state", data }], cursor, Date.parse(NOW)).bytes.toString();
const NOTHING = { revision: -1, seq: -1 };

test("an id is parsed to the cursor that it was made from", () => {
  const cursor = fc.record({
    revision: fc.integer({ min: 0, max: 2_147_483_647 }),
    seq: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(cursor, (one) => {
      const [, id] = /^id: (.*)$/m.exec(textOf({}, one)) ?? [];
      expect(parseLastEventId(id)).toEqual(one);
    }),
  );
});

test("any other text is the cursor of a client that has received nothing, and never throws", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[\d-]{0,40}$/),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const cursor = parseLastEventId(text);
      const isValid = /^\d{1,10}-\d{1,16}$/.test(String(text ?? ""));
      if (!isValid) expect(cursor).toEqual(NOTHING);
      expect(Number.isFinite(cursor.revision) && Number.isFinite(cursor.seq)).toBe(true);
    }),
  );
});

test.each(["1-2\n", "-1-2", "1-2-3", "1.5-2", "１-2", "99999999999-1"])("%j is not a valid id", (text) => {
  expect(parseLastEventId(text)).toEqual(NOTHING);
});

test("each event carries the time at which it was made", () => {
  const [, data] = /^data: (.*)$/m.exec(textOf({ question: 3 }, { revision: 1, seq: 2 })) ?? [];
  expect(JSON.parse(data!)).toEqual({ question: 3, now: NOW });
});

test("no text in the data can end an event or start another", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (title) => {
      const text = textOf({ title: `${title}\n\ndata: x\r` }, { revision: 1, seq: 2 });
      expect(text.split(/\r\n|\r|\n/)).toEqual([
        "id: 1-2",
        "event: state",
        expect.stringMatching(/^data: /),
        "",
        "",
      ]);
    }),
  );
});
