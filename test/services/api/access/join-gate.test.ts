import { jest } from "@jest/globals";
import { readEnvironment } from "../../../../platform/environment.ts";
import { RateLimited, TryAgain, UnknownCode, WrongPin, WrongState } from "../../../../platform/errors.ts";
import { ClientAddresses } from "../../../../services/api/access/client-addresses.ts";
import { JoinCodes } from "../../../../services/api/access/join-codes.ts";
import { JoinGate } from "../../../../services/api/access/join-gate.ts";
import type { JoinedPlayer, JoinRequest } from "../../../../services/api/batching/join-batcher.ts";
import { sessionRecord, settings } from "../../../harness/session-record.ts";

const SCHOOL = "192.0.2.1";
const RIGHT = "BCDFGH";
const PIN = "00123456";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Codes that the alphabet allows and that no session has. */
const wrongCode = (n: number) => `ZZ${String(n + 22222).replace(/[01]/g, "9")}`.slice(0, 6).padEnd(6, "Z");

/** A gate before sessions that have these codes. `lookedUp` has the codes of the joins that came through. */
function newGate(variables: Record<string, string> = {}, liveCodes = new Set([RIGHT])) {
  const environment = readEnvironment(variables);
  const codes = new JoinCodes();
  const lookedUp: string[] = [];
  let failure: Error | undefined;
  const joins = {
    async join({ code }: JoinRequest): Promise<JoinedPlayer> {
      lookedUp.push(code);
      await null;
      if (failure) throw failure;
      if (!liveCodes.has(code)) throw new UnknownCode();
      return { playerNo: lookedUp.length } as JoinedPlayer;
    },
  };
  const pins = {
    async comeBack({ code, pin }: { code: string; pin: string }): Promise<JoinedPlayer> {
      lookedUp.push(code);
      await null;
      if (!liveCodes.has(code)) throw new UnknownCode();
      if (pin !== PIN) throw new WrongPin();
      return { playerNo: 1 } as JoinedPlayer;
    },
  };
  const gate = new JoinGate(environment, joins, pins, codes, new ClientAddresses(environment));
  let last = 0;
  const join = (code: string, client = SCHOOL, more: Partial<JoinRequest> = {}) =>
    gate.join({ code, nickname: `Player ${++last}`, ...more } as JoinRequest, client).then(
      () => "in" as const,
      (error) => error as Error & { data: { retryAfterMs: number }; type: string },
    );
  const comeBack = (code: string, pin = PIN, client = SCHOOL) =>
    gate.comeBack({ code, playerNo: 1, pin }, client).then(
      () => "in",
      ({ type }: { type: string }) => type,
    );
  const typeOf = async (code: string, client?: string) => {
    const outcome = await join(code, client);
    return outcome === "in" ? "in" : outcome.type;
  };
  const fail = (error: Error | undefined) => {
    failure = error;
  };
  return { join, comeBack, typeOf, codes, lookedUp, liveCodes, fail };
}

const count = (outcomes: readonly string[], outcome: string) =>
  outcomes.filter((each) => each === outcome).length;

test("after many wrong codes from one address a right one gets in, at once and from a gateway that does not know it", async () => {
  const { typeOf } = newGate();
  const outcomes: string[] = [];
  for (let n = 0; n < 500; n++) outcomes.push(await typeOf(wrongCode(n)));
  expect([count(outcomes, "UNKNOWN_CODE"), count(outcomes, "RATE_LIMITED")]).toEqual([60, 440]);
  expect(await typeOf(RIGHT)).toBe("in");
  expect(await typeOf(RIGHT, "192.0.2.2")).toBe("in");
});

test("200 wrong codes at once are counted before they are looked up", async () => {
  const { typeOf } = newGate();
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, n) => typeOf(wrongCode(n))));
  expect([count(outcomes, "UNKNOWN_CODE"), count(outcomes, "RATE_LIMITED")]).toEqual([60, 140]);
});

test("200 times the same wrong code at once is one look-up, and counted all the same", async () => {
  const { typeOf, lookedUp } = newGate();
  const outcomes = await Promise.all(Array.from({ length: 200 }, () => typeOf(wrongCode(1))));
  expect([count(outcomes, "UNKNOWN_CODE"), count(outcomes, "RATE_LIMITED")]).toEqual([60, 140]);
  expect(lookedUp).toHaveLength(1);
});

test("a class of 300 at once with a code that the gateway does not know gets in after one look-up", async () => {
  const { typeOf } = newGate({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "2" });
  const outcomes = await Promise.all(Array.from({ length: 300 }, () => typeOf(RIGHT)));
  expect(count(outcomes, "in")).toBe(300);
});

test("a text that cannot be a code costs nothing, and does not count", async () => {
  const { typeOf, lookedUp } = newGate();
  for (const text of ["000000", "AEIOUY", "BCDFG", "BCDFGHJ", "🎉", "'; drop"]) {
    for (let n = 0; n < 100; n++) expect(await typeOf(text)).toBe("UNKNOWN_CODE");
  }
  expect(lookedUp).toEqual([]);
  expect(await typeOf(wrongCode(1))).toBe("UNKNOWN_CODE");
});

test("wrong codes are slowed for their address alone, and only for a while", async () => {
  const { typeOf, join } = newGate({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "2" });
  const [first, second] = [await typeOf(wrongCode(1)), await typeOf(wrongCode(2))];
  expect([first, second]).toEqual(["UNKNOWN_CODE", "UNKNOWN_CODE"]);
  const limited = await join(wrongCode(3));
  expect(limited).toBeInstanceOf(RateLimited);
  expect((limited as RateLimited).data).toEqual({ retryAfterMs: 60_000 });
  expect(await typeOf(wrongCode(3), "192.0.2.2")).toBe("UNKNOWN_CODE");
  jest.advanceTimersByTime(61_000);
  expect(await typeOf(wrongCode(3))).toBe("UNKNOWN_CODE");
});

test("an address that floods learns of at most 100 codes a second, but players of its own host's session get in", async () => {
  const { typeOf, codes, liveCodes } = newGate();
  for (let n = 0; n < 5000; n++) await typeOf(wrongCode(n));
  liveCodes.add("XXXXXX");
  codes.learn("XXXXXX");
  expect(await typeOf("XXXXXX")).toBe("RATE_LIMITED");
  codes.trust(SCHOOL, "XXXXXX");
  expect(await typeOf("XXXXXX")).toBe("in");
  expect(await typeOf(RIGHT, "192.0.2.2")).toBe("in");
  jest.advanceTimersByTime(20);
  expect(await typeOf(RIGHT)).toBe("in");
});

test("a right code counts as no guess, also if the join is refused for another reason or nobody replies", async () => {
  const { typeOf, fail } = newGate({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "1" });
  fail(new TryAgain());
  for (let n = 0; n < 3; n++) expect(await typeOf(RIGHT)).toBe("TRY_AGAIN");
  fail(new WrongState("It is full.", "open"));
  for (let n = 0; n < 3; n++) expect(await typeOf(RIGHT)).toBe("WRONG_STATE");
  fail(undefined);
  expect(await typeOf(wrongCode(1))).toBe("UNKNOWN_CODE");
});

test("while a look-up fails, those who wait for it fail with it", async () => {
  const { typeOf, fail, lookedUp } = newGate();
  fail(new TryAgain());
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => typeOf(RIGHT)));
  expect(count(outcomes, "TRY_AGAIN")).toBe(100);
  expect(lookedUp).toHaveLength(1);
});

test("the code of a session that has ended is a wrong one", async () => {
  const { typeOf, codes, liveCodes } = newGate({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "1" });
  expect(await typeOf(RIGHT)).toBe("in");
  liveCodes.delete(RIGHT);
  expect(await typeOf(RIGHT)).toBe("UNKNOWN_CODE");
  expect(codes.isKnown(RIGHT)).toBe(false);
  expect(await typeOf(RIGHT)).toBe("RATE_LIMITED");
});

test("a hall: 300 at the same instant and 2,000 within ten seconds, all behind one address, get in", async () => {
  const { typeOf, lookedUp } = newGate();
  const join = (players: number) => Promise.all(Array.from({ length: players }, () => typeOf(RIGHT)));
  const outcomes = await join(300);
  for (let ms = 0; ms < 10_000; ms += 100) {
    outcomes.push(...(await join(17)));
    jest.advanceTimersByTime(100);
  }
  expect(count(outcomes, "in")).toBe(2000);
  expect(lookedUp).toHaveLength(2000);
});

test("a larger hall is told times that are spread out and come true", async () => {
  const { join, typeOf } = newGate({ STAMPEDE_JOINS_PER_SECOND: "20" });
  await Promise.all(Array.from({ length: 100 }, () => typeOf(RIGHT)));
  const players = Array.from({ length: 200 }, (_, n) => ({ nickname: `Late ${n}` }));
  const told = await Promise.all(players.map((player) => join(RIGHT, SCHOOL, player)));
  const waits = told.map(
    (outcome) => (outcome as RateLimited & { data: { retryAfterMs: number } }).data.retryAfterMs,
  );
  expect(Math.max(...waits)).toBeLessThanOrEqual(26_000);
  expect(new Set(waits).size).toBeGreaterThan(150);
  const inOrder = players.map((player, n) => ({ player, at: Math.ceil(waits[n]! / 1000) * 1000 }));
  inOrder.sort((a, b) => a.at - b.at);
  let now = 0;
  for (const { player, at } of inOrder) {
    jest.advanceTimersByTime(at - now);
    now = at;
    // Others keep coming and must wait.
    expect(await typeOf(RIGHT)).toBe("RATE_LIMITED");
    expect(await join(RIGHT, SCHOOL, player)).toBe("in");
  }
});

test("players whom the host expects may all come at once; a declared venue has no limit", async () => {
  const few = { STAMPEDE_JOINS_PER_SECOND: "2", STAMPEDE_VENUES: "198.51.100.0/24" };
  const { typeOf, codes } = newGate(few);
  const join = async (players: number, client?: string) =>
    count(await Promise.all(Array.from({ length: players }, () => typeOf(RIGHT, client))), "in");
  expect(await join(30)).toBe(10);
  expect(await join(500, "198.51.100.7")).toBe(500);
  codes.apply(sessionRecord({ code: RIGHT, settings: settings({ expectedPlayers: 300 }) }));
  expect(await join(400, "192.0.2.9")).toBe(300);
});

test("a flood into one session does not slow those who join another one from the same address", async () => {
  const { typeOf } = newGate({ STAMPEDE_JOINS_PER_SECOND: "10" }, new Set([RIGHT, "XXXXXX"]));
  const join = async (players: number, code: string) =>
    count(await Promise.all(Array.from({ length: players }, () => typeOf(code))), "in");
  expect(await join(1000, RIGHT)).toBe(50);
  expect(await join(30, "XXXXXX")).toBe(30);
});

test("who comes back with a pin is held to the same limits of wrong codes; a wrong pin shows that the code is right", async () => {
  const { comeBack, codes, lookedUp } = newGate();
  expect(await comeBack(RIGHT, "wrong")).toBe("NOT_FOUND");
  expect(codes.isKnown(RIGHT)).toBe(true);
  expect(codes.isTrusted(SCHOOL, RIGHT)).toBe(false);
  expect(await comeBack(" bcd-fgh ")).toBe("in");
  expect(codes.isTrusted(SCHOOL, RIGHT)).toBe(true);
  expect(await comeBack("not a code")).toBe("UNKNOWN_CODE");
  expect(lookedUp).toEqual([RIGHT, RIGHT]);
  const outcomes: string[] = [];
  for (let n = 0; n < 100; n++) outcomes.push(await comeBack(wrongCode(n)));
  expect([count(outcomes, "UNKNOWN_CODE"), count(outcomes, "RATE_LIMITED")]).toEqual([60, 40]);
});

test("coming back is not limited by how fast players join", async () => {
  const { comeBack } = newGate({ STAMPEDE_JOINS_PER_SECOND: "1" });
  const outcomes = await Promise.all(Array.from({ length: 500 }, () => comeBack(RIGHT)));
  expect(count(outcomes, "in")).toBe(500);
});
