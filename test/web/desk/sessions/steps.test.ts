import { describe, expect, test } from "@jest/globals";
import { offerAt, stageAt, whereItStands } from "../../../../web/desk/sessions/steps.ts";

const at = (seconds: number) => new Date(1000 * seconds).toISOString();
const question = (no: number, opens: number, closes: number | null) => ({
  no,
  kind: "single" as const,
  text: "Which?",
  options: [],
  timeLimitMs: null,
  points: 1000,
  openedAt: at(opens),
  closesAt: closes === null ? null : at(closes),
});
const session = {
  pace: "host" as const,
  state: "open" as const,
  questions: 3,
  question: question(2, 10, 30),
};

describe("the steps that a desk offers", () => {
  test("in the lobby the only step is the opening", () => {
    expect(offerAt({ pace: "host", state: "lobby", questions: 3 }, 0)).toMatchObject({
      stage: "lobby",
      primary: "open",
      others: [],
      nextNo: 1,
      mayExtend: false,
    });
  });

  test("while a question takes answers it can be closed, extended, or left for the next one", () => {
    expect(offerAt(session, 20_000)).toEqual({
      stage: "answering",
      primary: "close",
      others: ["next", "end"],
      mayExtend: true,
      nextNo: 3,
      confirmsEnd: true,
    });
  });

  test("a question without a time limit cannot be extended", () => {
    const offer = offerAt({ ...session, question: question(2, 10, null) }, 99_000);
    expect(offer).toMatchObject({ stage: "answering", mayExtend: false });
  });

  test("after the close the next question comes, and after the last one the end without asking", () => {
    expect(offerAt(session, 30_000)).toMatchObject({ stage: "between", primary: "next", others: ["end"] });
    expect(offerAt({ ...session, question: question(3, 10, 30) }, 30_000)).toMatchObject({
      primary: "end",
      others: [],
      nextNo: undefined,
      confirmsEnd: false,
    });
  });

  test("in pace auto the programme waits and goes on; after the last question there is nothing to pause", () => {
    const auto = { ...session, pace: "auto" as const };
    expect(offerAt(auto, 20_000)).toMatchObject({ primary: "pause", others: ["end"], mayExtend: true });
    expect(offerAt({ ...auto, pausedAt: at(15) }, 20_000).primary).toBe("resume");
    expect(offerAt({ ...auto, question: question(3, 10, 30) }, 20_000).primary).toBeUndefined();
  });

  test("in pace self the only step is the end", () => {
    const self = { pace: "self" as const, state: "open" as const, questions: 3 };
    expect(offerAt(self, 0)).toMatchObject({ primary: undefined, others: ["end"], confirmsEnd: true });
  });

  test("an ended session has no steps", () => {
    expect(offerAt({ ...session, state: "ended" }, 0)).toMatchObject({ primary: undefined, others: [] });
  });

  test("before its window a question is read", () => {
    expect(stageAt(session, 9000)).toBe("reading");
    expect(whereItStands(session, 9000)).toEqual({ kind: "reading", no: 2 });
  });
});
