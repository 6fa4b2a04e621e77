import { jest } from "@jest/globals";
import { AnswerSheets } from "../../../services/answers/grading-context.ts";
import { sessionRecord } from "../../harness/session-record.ts";
import { until } from "../../harness/until.ts";
import { brokerAround } from "./service-stubs.ts";

const NONE = 404;
const { broker, around } = brokerAround(async (no) => (no === NONE ? null : sessionRecord({ no })));

test("many who miss one sheet make one call, and later ones none", async () => {
  const sheets = new AnswerSheets(broker);
  const asked = await Promise.all(Array.from({ length: 100 }, () => sheets.get(7)));
  expect(new Set(asked).size).toBe(1);
  await sheets.get(7);
  expect(around.asked).toEqual(["session 7", "quiz quiz-1"]);
});

test("sessions of one quiz share its content", async () => {
  const sheets = new AnswerSheets(broker);
  const [one, other] = await Promise.all([sheets.get(1), sheets.get(2)]);
  expect(one?.content).toBe(other?.content);
  expect(around.asked.filter((asked) => asked.startsWith("quiz"))).toHaveLength(1);
});

test("many who need a newer sheet share a call, and get none that is too old", async () => {
  const sheets = new AnswerSheets(broker);
  const first = await sheets.get(7);
  around.asked = [];
  const since = (first?.loadedAt ?? 0) + 2;
  const newer = await Promise.all(Array.from({ length: 100 }, () => sheets.get(7, since)));
  expect(newer.every((sheet) => (sheet?.loadedAt ?? 0) >= since)).toBe(true);
  expect(new Set(newer).size).toBe(1);
});

test("a change that is told is taken up, an older one is not, and neither passes for a new look", async () => {
  const sheets = new AnswerSheets(broker);
  const first = await sheets.get(7);
  const ahead = Date.now() + 60_000;
  sheets.update(sessionRecord({ no: 7, revision: 3, voided: [1], asOf: ahead }));
  sheets.update(sessionRecord({ no: 7, revision: 2, asOf: ahead }));
  const told = await sheets.get(7);
  expect(told?.session).toMatchObject({ revision: 3, voided: [1] });
  expect(told?.loadedAt).toBe(first?.loadedAt);
});

describe("a sheet that may have missed a change", () => {
  const renewed = async (sheets: AnswerSheets) => {
    around.byNo = async (no) => sessionRecord({ no, revision: 2 });
    around.asked = [];
    const used = await Promise.all([sheets.get(7), sheets.get(7)]);
    expect(used.map((sheet) => sheet?.session.revision)).toEqual([1, 1]);
    await until("a newer one is there", async () => (await sheets.get(7))?.session.revision === 2);
    expect(around.asked).toEqual(["session 7"]);
  };

  test("is used, and renewed behind, once events may have been lost", async () => {
    const sheets = new AnswerSheets(broker);
    const first = await sheets.get(7);
    await until("the clock has moved on", () => Date.now() > first!.loadedAt);
    sheets.doubt();
    await renewed(sheets);
  });

  test("is used, and renewed behind, once it is old", async () => {
    const sheets = new AnswerSheets(broker);
    const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() - 6000);
    await sheets.get(7);
    now.mockRestore();
    await renewed(sheets);
  });
});

test("an answer of an older look never undoes a change that was told", async () => {
  const sheets = new AnswerSheets(broker);
  await sheets.get(7);
  let answer = () => {};
  around.byNo = () =>
    new Promise((resolve) => {
      answer = () => resolve(sessionRecord({ no: 7, revision: 1 }));
    });
  const looking = sheets.get(7, Number.MAX_SAFE_INTEGER - 1).catch(() => null);
  sheets.update(sessionRecord({ no: 7, revision: 2, voided: [1] }));
  around.byNo = async () => null;
  answer();
  expect(await looking).toBeNull();
  expect((await sheets.get(7))?.session.voided).toEqual([1]);
});

test("a session that is none has no sheet, and a failure is not kept", async () => {
  const sheets = new AnswerSheets(broker);
  expect(await sheets.get(NONE)).toBeNull();
  around.byNo = () => Promise.reject(new Error("away"));
  await expect(sheets.get(7)).rejects.toThrow("away");
  around.byNo = async (no) => sessionRecord({ no });
  expect((await sheets.get(7))?.session.no).toBe(7);
});
