import { jest } from "@jest/globals";
import { NotFound } from "../../../../platform/errors.ts";
import { LookupGuard } from "../../../../services/api/caches/lookup-guard.ts";

const GENUINE = "genuine";
let othersExist: boolean | Error;
let asked: number;
let lookedUp: string[];

beforeEach(() => {
  jest.useFakeTimers();
  othersExist = false;
  asked = 0;
  lookedUp = [];
});
afterEach(() => jest.useRealTimers());

const newGuard = () =>
  new LookupGuard({
    ids: { isGenuine: (id) => id.startsWith(GENUINE) },
    async hasOtherIds() {
      asked++;
      if (othersExist instanceof Error) throw othersExist;
      return othersExist;
    },
    lookupsPerSecond: 20,
    unknownIdsPerMinute: 3,
  });

/** The type of the error, or "found". */
const tryId = (guard: LookupGuard, id: string, { client = "a", exists = false } = {}) =>
  guard
    .lookUp(id, client, async () => {
      lookedUp.push(id);
      if (!exists) throw new NotFound("session");
      return id;
    })
    .then(
      () => "found",
      (error) => error.type as string,
    );
/** A guard that knows whether other ids exist. */
async function informedGuard() {
  const guard = newGuard();
  guard.mayExist("made up");
  await jest.advanceTimersByTimeAsync(0);
  return guard;
}

test("a made-up id is not looked up", async () => {
  const guard = await informedGuard();
  for (let no = 0; no < 1000; no++) expect(await tryId(guard, `made up ${no}`)).toBe("NOT_FOUND");
  expect(lookedUp).toEqual([]);
  expect(guard.outcomes).toEqual({ madeUp: 1000, found: 0, unknown: 0, refused: 0 });
  expect(await tryId(guard, `${GENUINE} 1`, { exists: true })).toBe("found");
  expect(asked).toBe(1);
});

test("where older ids exist, a client may try a few unknown ones, and other clients are not held up", async () => {
  othersExist = true;
  const guard = await informedGuard();
  expect(await tryId(guard, "old", { exists: true })).toBe("found");
  const tried = [];
  for (let no = 0; no < 5; no++) {
    await jest.advanceTimersByTimeAsync(1000);
    tried.push(await tryId(guard, `made up ${no}`));
  }
  expect(tried).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "RATE_LIMITED", "RATE_LIMITED"]);
  expect(await tryId(guard, "old", { client: "b", exists: true })).toBe("found");
  expect(await tryId(guard, `${GENUINE} 1`, { exists: true })).toBe("found");
  await jest.advanceTimersByTimeAsync(60_000);
  expect(await tryId(guard, "made up 9")).toBe("NOT_FOUND");
});

test("of all clients together, a tenth of the look-ups may be of ids without the right tag", async () => {
  othersExist = true;
  const guard = await informedGuard();
  const crowd = (id: string) =>
    Promise.all(Array.from({ length: 30 }, (_, no) => tryId(guard, `${id} ${no}`, { client: `c${no}` })));
  const count = (outcomes: string[], wanted: string) =>
    outcomes.filter((outcome) => outcome === wanted).length;
  const strangers = await crowd("made up");
  expect([count(strangers, "NOT_FOUND"), count(strangers, "TRY_AGAIN")]).toEqual([2, 28]);
  // These are bounded at the same time and per second.
  const deleted = await crowd(GENUINE);
  expect([count(deleted, "NOT_FOUND"), count(deleted, "TRY_AGAIN")]).toEqual([16, 14]);
  const next = [];
  for (let no = 0; no < 6; no++) next.push(await tryId(guard, `${GENUINE} next ${no}`));
  expect(count(next, "TRY_AGAIN")).toBe(2);
});

test("whether older ids exist is asked again, and is not relied on when the reply is old", async () => {
  const guard = await informedGuard();
  expect(guard.mayExist("made up")).toBe(false);
  othersExist = true;
  await jest.advanceTimersByTimeAsync(10_000);
  guard.mayExist("made up");
  await jest.advanceTimersByTimeAsync(0);
  expect(guard.mayExist("made up")).toBe(true);
  othersExist = false;
  await jest.advanceTimersByTimeAsync(10_000);
  guard.mayExist("made up");
  await jest.advanceTimersByTimeAsync(0);
  expect(guard.mayExist("made up")).toBe(false);
  othersExist = new Error("unavailable");
  await jest.advanceTimersByTimeAsync(30_000);
  expect(guard.mayExist("made up")).toBe(false);
  await jest.advanceTimersByTimeAsync(31_000);
  expect(guard.mayExist("made up")).toBe(true);
});
