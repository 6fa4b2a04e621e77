import { joinSession, resumeSession, returnToSession } from "../../client/src/player.ts";
import { FakeGame, MemoryStorage } from "./fake-game.ts";
import { waitOn } from "./settable-device.ts";

let game: FakeGame;
let storage: MemoryStorage;
const players: { close(): void }[] = [];

beforeEach(() => {
  game = new FakeGame();
  storage = new MemoryStorage();
});
afterEach(async () => {
  for (const player of players.splice(0)) player.close();
  await game.device.settle();
  expect(game.device.pendingTimers).toBe(0);
});

async function done<T>(promise: Promise<T>, ms = 0): Promise<T> {
  promise.catch(() => {});
  await game.device.advance(ms);
  const result = await promise;
  if (result) players.push(result as unknown as { close(): void });
  return result;
}
const options = () => ({ baseUrl: game.baseUrl, code: "BCD234", storage, device: game.device });
const join = (nickname = "Ann") => joinSession({ ...options(), nickname });

test("the key is stored before the first attempt, and every attempt has the same", async () => {
  game.faults.join.push("lost", "replyLost", "busy", "limited");
  const joining = waitOn(join());
  await game.device.settle();
  const { key } = JSON.parse(storage.getItem([...storage.items.keys()][1]!)!);
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  await game.device.advance(4000);
  // The page is reloaded in mid-join: the same nickname is the same player.
  const player = await done(join(), 30_000);
  expect(player.joined.playerNo).toBe(1);
  expect(new Set(game.joins.map((body) => body.key))).toEqual(new Set([key]));
  await game.device.advance(30_000);
  players.push(joining.value!);
});

test("a refusal is not tried again, and the game is forgotten", async () => {
  game.isDeleted = true;
  await expect(done(join())).rejects.toMatchObject({ type: "UNKNOWN_CODE", status: 404 });
  expect(game.joins).toHaveLength(1);
  expect([...storage.items.values()]).toEqual(["[]"]);
});

test("a proxy's page is an error, but the key is kept: an earlier attempt may have been stored", async () => {
  game.faults.join.push("replyLost", "proxy");
  await expect(done(join(), 3000)).rejects.toMatchObject({ status: 403 });
  expect((await done(join())).joined.playerNo).toBe(1);
});

test("without any reply it gives up after a minute, and keeps the key for the next time", async () => {
  game.faults.join.push(...Array(30).fill("lost"));
  await expect(done(join(), 61_000)).rejects.toMatchObject({ name: "ConnectionError" });
  expect(storage.items.size).toBe(2);
});

test("it waits for its place as long as the server asks, also longer than a minute", async () => {
  game.faults.join.push(...Array(15).fill("limited"));
  expect((await done(join(), 300_000)).joined.playerNo).toBe(1);
});

test("another nickname is another player, at the same device too", async () => {
  const numbers = [];
  for (const nickname of ["Ann", "Bea", "Ann"]) numbers.push((await done(join(nickname))).joined.playerNo);
  expect(numbers).toEqual([1, 2, 1]);
});

test("a key of one's own is used", async () => {
  const key = "k".repeat(20);
  await done(joinSession({ ...options(), nickname: "Ann", key }));
  await done(joinSession({ ...options(), nickname: "Anna", key }));
  expect(game.joins.map((body) => body.key)).toEqual([key, key]);
});

test("whoever comes back has the answers, and can come back again after a reload", async () => {
  game.stored.set(1, { choice: 2 });
  const player = await done(returnToSession({ ...options(), playerNo: 1, pin: "12345678" }));
  expect(player.answers.get(1)).toMatchObject({ state: "counted", fields: { choice: 2 } });
  player.close();
  expect((await done(resumeSession(options())))?.answers.get(1)).toMatchObject({ state: "counted" });
});

test("without network a reload goes on with what is stored", async () => {
  (await done(join())).close();
  const { reply } = game.device;
  game.device.reply = () => {
    throw new TypeError("fetch failed");
  };
  const player = await done(resumeSession(options()), 5000);
  expect(player!.session).toBeUndefined();
  const answer = player!.answer(1, { choice: 1 });
  game.device.reply = reply;
  await game.device.tellReturn();
  await game.device.advance(8000);
  expect(answer.state).toBe("counted");
  expect(player!.session?.state).toBe("open");
});

test("a player of a session that has ended sees the own result after every reload", async () => {
  const player = await done(join());
  await player.answer(1, { choice: 1 }).settled;
  game.closed.add(1);
  await game.end();
  player.close();
  for (const network of ["plain", "plain", "away"]) {
    if (network === "away") game.faults.own.push("lost", "lost");
    const resumed = (await done(resumeSession(options()), 5000))!;
    expect(resumed.session?.state).toBe("ended");
    expect(resumed.answers.get(1)).toMatchObject({ state: "counted", verdict: { points: 1000 } });
    expect(resumed.answer(2, { choice: 1 }).state).toBe("refused");
    resumed.close();
  }
  // To join once more is not possible, and takes nothing away.
  await expect(done(join())).rejects.toMatchObject({ type: "UNKNOWN_CODE" });
  expect((await done(resumeSession(options())))?.joined.playerNo).toBe(1);
});

test("where another session has the code by now, answers of the one before are not sent to it", async () => {
  const player = await done(join());
  game.faults.answers.push("lost");
  player.answer(1, { choice: 1 });
  await game.device.settle();
  player.close();
  const { reply } = game.device;
  game.device.reply = async (request) => {
    const response = await reply(request);
    if (!request.url.endsWith("/join")) return response;
    const joined = (await response.json()) as object;
    return Response.json({ ...joined, sessionId: "s2" }, { status: 201 });
  };
  const other = await done(join());
  expect(other.joined).toMatchObject({ sessionId: "s2", playerNo: 1 });
  expect(other.answers.size).toBe(0);
  await game.device.advance(5000);
  expect(game.posts).toEqual([]);
});

test("a proxy's page in place of the stream is no reason to leave: not on a reload, and not for the way back", async () => {
  (await done(join())).close();
  const { reply } = game.device;
  let isProxy = true;
  game.token = "token-2";
  game.device.reply = (request) => {
    const isEvents = request.url.endsWith("/events");
    if (isProxy && isEvents) return new Response("<html>", { status: 403 });
    return reply(request);
  };
  const resumed = (await done(resumeSession(options()), 6000))!;
  game.faults.join.push("proxy");
  isProxy = false;
  await game.device.advance(30_000);
  expect(resumed.session?.state).toBe("open");
  expect(resumed.joined.token).toBe("token-2");
});

test("after a reload with a token that is refused the own answers are read with the new one", async () => {
  game.stored.set(1, { choice: 2 });
  (await done(join())).close();
  game.token = "token-2";
  const resumed = (await done(resumeSession(options()), 5000))!;
  expect(resumed.answers.get(1)).toMatchObject({ state: "counted", fields: { choice: 2 } });
});

test.each([
  ["is deleted", () => (game.isDeleted = true)],
  ["has removed the player", () => (game.isRemoved = true)],
])("a stored game is forgotten if the session %s", async (_, change) => {
  (await done(join())).close();
  change();
  expect(await done(resumeSession(options()), 3000)).toBeUndefined();
  expect([...storage.items.values()]).toEqual(["[]"]);
  expect(await done(resumeSession(options()))).toBeUndefined();
});

test("a last answer goes on after a reload although the session has ended", async () => {
  const player = await done(join());
  game.faults.answers.push("putOff");
  player.answer(1, { choice: 1 });
  await game.device.settle();
  player.close();
  game.closed.add(1);
  game.state = "ended";
  game.faults.answers.push("lost");
  const resumed = (await done(resumeSession(options())))!;
  expect(resumed.answers.get(1)).toMatchObject({ state: "kept" });
  game.state = "open";
  await game.device.advance(5000);
  expect(resumed.answers.get(1)).toMatchObject({ state: "counted" });
  expect([...storage.items.values()].join()).not.toContain('"fields"');
});

test("after close nothing is sent, and settled resolves with the state so far", async () => {
  const player = await done(join());
  game.faults.answers.push("busy");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  player.close();
  expect((await answer.settled).state).toBe("sending");
  expect(() => player.answer(2, { choice: 1 })).toThrow("closed");
  await expect(player.me()).rejects.toThrow("closed");
  await game.device.advance(20_000);
  expect(game.posts).toEqual([]);
});
