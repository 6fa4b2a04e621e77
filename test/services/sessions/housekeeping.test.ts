import { Housekeeping, type HousekeepingTasks } from "../../../services/sessions/housekeeping.ts";
import { until } from "../../harness/until.ts";

let housekeeping: Housekeeping;
afterEach(() => housekeeping.stop());

/** Housekeeping with tasks that report "more" a number of times; the names of what ran, in order. */
function keep(pieces: number, changes: Partial<HousekeepingTasks> = {}): string[] {
  const ran: string[] = [];
  let left = pieces;
  housekeeping = new Housekeeping({
    purgeSessions: async () => {
      ran.push("purge");
      return left-- > 0;
    },
    deleteOldKeys: async () => ran.push("keys") < 0,
    onError: () => ran.push("error"),
    ...changes,
  });
  housekeeping.wake();
  return ran;
}

test("all work that is there is done, the keys at first and then only hourly", async () => {
  const ran = keep(2);
  await until("the first round is done", async () => ran.includes("keys"));
  housekeeping.wake();
  await until("it looked again", async () => ran.length === 5);
  expect(ran).toEqual(["purge", "purge", "purge", "keys", "purge"]);
});

test("a failure is reported, and the next wake tries again", async () => {
  let fails = true;
  const ran = keep(0, {
    deleteOldKeys: async () => {
      if (fails) throw new Error("The database is away.");
      return false;
    },
  });
  await until("the failure is reported", async () => ran.includes("error"));
  fails = false;
  housekeeping.wake();
  await until("it works again", async () => ran.length === 3);
  expect(ran).toEqual(["purge", "error", "purge"]);
});

test("a stop waits for the piece that is under way, and nothing runs after it", async () => {
  const ran = keep(1_000_000);
  await until("it works", async () => ran.length > 0);
  await housekeeping.stop();
  const count = ran.length;
  housekeeping.wake();
  await new Promise(setImmediate);
  expect(ran.length).toBe(count);
});
