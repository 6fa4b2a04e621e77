import type { ValidationError } from "../../../../platform/errors.ts";
import { parseEntry } from "../../../../services/api/routes/entry-body.ts";

const parse = (body: unknown) => parseEntry(Buffer.from(JSON.stringify(body)));
const errorsOf = (body: unknown) => {
  try {
    return parse(body);
  } catch (error) {
    return (error as ValidationError).data;
  }
};

test("a body has a nickname, or a player's number and pin", () => {
  expect(parse({ code: "BCDFGH", nickname: " Bo " })).toEqual({ code: "BCDFGH", nickname: "Bo" });
  const back = { code: "BCDFGH", playerNo: 7, pin: "00123456" };
  expect(parse(back)).toEqual(back);
});

test.each(["0012 3456", "0012-3456", " 00123456\n", "００１２３４５６"])("the pin %j is read", (pin) => {
  expect(parse({ code: "BCDFGH", playerNo: 7, pin })).toMatchObject({ pin: "00123456" });
});

test.each<[object, string, string]>([
  [{ nickname: "Bo", playerNo: 7, pin: "00123456" }, "", "needs either `nickname`, or `playerNo` and `pin`"],
  [{ nickname: "Bo", pin: "00123456" }, "", "needs either `nickname`, or `playerNo` and `pin`"],
  [{}, "nickname", "is missing: must be a text in quotes"],
  [{ playerNo: 7 }, "pin", "is missing: must be a text in quotes"],
  [{ pin: "00123456" }, "playerNo", "is missing: must be a whole number from 1 to 2147483647"],
  [{ playerNo: 0, pin: "00123456" }, "playerNo", "must be at least 1"],
  [{ playerNo: 7, pin: "123456" }, "pin", "must have 8 digits"],
  [{ playerNo: 7, pin: 123456 }, "pin", "must be a text in quotes"],
])("%j: %s %s", (fields, path, reason) => {
  expect(errorsOf({ code: "BCDFGH", ...fields })).toEqual([{ path, reason }]);
});
