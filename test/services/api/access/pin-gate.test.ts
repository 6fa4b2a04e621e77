import { jest } from "@jest/globals";
import { PlayerPins } from "../../../../platform/auth/pins.ts";
import { readEnvironment } from "../../../../platform/environment.ts";
import { TryAgain, UnknownCode } from "../../../../platform/errors.ts";
import { ClientAddresses } from "../../../../services/api/access/client-addresses.ts";
import { JoinCodes } from "../../../../services/api/access/join-codes.ts";
import { PinGate } from "../../../../services/api/access/pin-gate.ts";
import type { PlayerAddress, ReturningPlayer } from "../../../../services/api/batching/return-batcher.ts";
import { sessionRecord, settings } from "../../../harness/session-record.ts";

const SCHOOL = "192.0.2.1";
const CODE = "BCDFGH";
const PLAYERS = 3000;
const pins = new PlayerPins("0123456789abcdef0123456789abcdef");
const pinOf = (playerNo: number) => pins.pinOf("s", playerNo);
const wrongPin = (playerNo: number) => String((Number(pinOf(playerNo)) + 1) % 10 ** 8).padStart(8, "0");

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const found: ReturningPlayer = {
  sessionId: "s",
  sessionNo: 1,
  nickname: "Bo",
  isRemoved: false,
  isBanned: false,
  lastsUntil: 5,
};

/** A gate before a session of 3,000 players, of whom player 8 was removed and player 9 banned. */
function newGate(variables: Record<string, string> = {}) {
  const environment = readEnvironment(variables);
  const lookedUp: PlayerAddress[] = [];
  const returns = {
    failure: undefined as Error | undefined,
    async find(player: PlayerAddress): Promise<ReturningPlayer> {
      lookedUp.push(player);
      await null;
      if (returns.failure) throw returns.failure;
      if (player.code !== CODE) return { ...found, sessionId: null, nickname: null };
      const nickname = player.playerNo <= PLAYERS ? "Bo" : null;
      const [isRemoved, isBanned] = [[8, 9].includes(player.playerNo), player.playerNo === 9];
      return { ...found, nickname, isRemoved, isBanned };
    },
  };
  const codes = new JoinCodes();
  const gate = new PinGate(environment, returns, pins, codes, new ClientAddresses(environment));
  const comeBack = (playerNo: number, pin = pinOf(playerNo), client = SCHOOL, code = CODE) =>
    gate.comeBack({ code, playerNo, pin }, client);
  const outcomeOf = (...attempt: Parameters<typeof comeBack>) =>
    comeBack(...attempt).then(
      () => "in",
      ({ type, message }: Error & { type: string }) => `${type} ${message}`,
    );
  return { comeBack, outcomeOf, lookedUp, codes, returns };
}

const WRONG = "NOT_FOUND No player of this session has this number and pin.";
const LIMITED = "RATE_LIMITED Too many requests.";
const times = async (count: number, run: () => Promise<string>) => {
  const outcomes: string[] = [];
  for (let n = 0; n < count; n++) outcomes.push(await run());
  return [...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]);
};

test("the right pin lets the player in; a wrong pin, an unknown number and a removed player get the same answer", async () => {
  const { comeBack, outcomeOf } = newGate();
  expect(await comeBack(7)).toEqual({
    sessionId: "s",
    sessionNo: 1,
    playerNo: 7,
    nickname: "Bo",
    hasJoinedBefore: true,
    lastsUntil: 5,
  });
  expect(await outcomeOf(7, wrongPin(7))).toBe(WRONG);
  expect(await outcomeOf(PLAYERS + 1)).toBe(WRONG);
  expect(await outcomeOf(8)).toBe(WRONG);
  expect(await outcomeOf(9, wrongPin(9))).toBe(WRONG);
  expect(await outcomeOf(9)).toMatch(/^BANNED/);
  await expect(comeBack(7, pinOf(7), SCHOOL, "ZZZZZZ")).rejects.toThrow(UnknownCode);
});

test("ten wrong pins of a player a minute; other players and other addresses are not affected", async () => {
  const { outcomeOf, lookedUp } = newGate();
  const attack = () => outcomeOf(7, wrongPin(7));
  expect(await times(9, attack)).toEqual([[WRONG, 9]]);
  jest.advanceTimersByTime(10_000);
  expect(await times(9, attack)).toEqual([
    [WRONG, 1],
    [LIMITED, 8],
  ]);
  expect(lookedUp).toHaveLength(10);
  expect(await outcomeOf(7)).toBe(LIMITED);
  expect(await outcomeOf(6)).toBe("in");
  expect(await outcomeOf(7, pinOf(7), "192.0.2.2")).toBe("in");
  jest.advanceTimersByTime(60_000);
  expect(await outcomeOf(7)).toBe("in");
});

test("wrong pins at once are counted before they are looked up", async () => {
  const { outcomeOf, lookedUp } = newGate();
  await Promise.all(Array.from({ length: 100 }, () => outcomeOf(7, wrongPin(7))));
  expect(lookedUp).toHaveLength(10);
});

test("right pins are counted back: a school of 2,000 comes back at once, and again and again", async () => {
  const { outcomeOf } = newGate();
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.all(Array.from({ length: 2000 }, (_, index) => outcomeOf(1000 + index)));
    expect(new Set(outcomes)).toEqual(new Set(["in"]));
  }
});

test("an address gets 2,000 tries at once and a hundred a second, whichever player they are for", async () => {
  const { outcomeOf, lookedUp, codes } = newGate();
  const attack = async (count: number) => {
    const before = lookedUp.length;
    await Promise.all(
      Array.from({ length: count }, (_, index) => outcomeOf(100 + index, wrongPin(100 + index))),
    );
    return lookedUp.length - before;
  };
  expect(await attack(2500)).toBe(2000);
  jest.advanceTimersByTime(1000);
  expect(await attack(2500)).toBe(100);
  expect(await outcomeOf(7, pinOf(7), "192.0.2.2")).toBe("in");
  const expected = { settings: settings({ expectedPlayers: 2500 }) };
  codes.apply(sessionRecord({ code: CODE, ...expected }));
  jest.advanceTimersByTime(60_000);
  expect(await attack(2600)).toBe(2500);
});

test("one player does not come back more than ten times in ten seconds", async () => {
  const { outcomeOf } = newGate();
  expect(await times(12, () => outcomeOf(7))).toEqual([
    ["in", 10],
    [LIMITED, 2],
  ]);
  jest.advanceTimersByTime(10_000);
  expect(await outcomeOf(7)).toBe("in");
});

test("what could not be looked up does not count", async () => {
  const { outcomeOf, returns } = newGate({ STAMPEDE_WRONG_PINS_PER_MINUTE: "1" });
  returns.failure = new TryAgain();
  expect(await times(5, () => outcomeOf(7, wrongPin(7)))).toEqual([
    ["TRY_AGAIN The service cannot handle this right now.", 5],
  ]);
  returns.failure = undefined;
  expect(await outcomeOf(7)).toBe("in");
});
