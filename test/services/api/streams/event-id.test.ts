import fc from "fast-check";
import { chunkOfEvents, readEventId } from "../../../../services/api/streams/event-stream.ts";

const textOf = (data: unknown, seen: { revision: number; seq: number }) =>
  chunkOfEvents([{ event: "state", data }], seen).bytes.toString();
const NOTHING = { revision: -1, seq: -1 };

test("an id is read as it was written", () => {
  const seen = fc.record({
    revision: fc.integer({ min: 0, max: 2_147_483_647 }),
    seq: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(seen, (one) => {
      const [, id] = /^id: (.*)$/m.exec(textOf({}, one)) ?? [];
      expect(readEventId(id)).toEqual(one);
    }),
  );
});

test("whatever else comes has seen nothing, and never throws", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[\d-]{0,40}$/),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const seen = readEventId(text);
      const isOurs = /^\d{1,10}-\d{1,16}$/.test(String(text ?? ""));
      if (!isOurs) expect(seen).toEqual(NOTHING);
      expect(Number.isFinite(seen.revision) && Number.isFinite(seen.seq)).toBe(true);
    }),
  );
});

test.each(["1-2\n", "-1-2", "1-2-3", "1.5-2", "１-2", "99999999999-1"])("%j is no id of ours", (text) => {
  expect(readEventId(text)).toEqual(NOTHING);
});

test("no text in the data can end an event or begin another", () => {
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
