import fc from "fast-check";
import {
  AnswerStands,
  joinSession,
  type Player,
  type PlayerAnswer,
  resumeSession,
} from "../../client/src/player.ts";
import { FakeGame, type Fault, MemoryStorage } from "./fake-game.ts";

let game: FakeGame;
let storage: MemoryStorage;
let player: Player;

async function join(): Promise<Player> {
  const joining = joinSession({
    baseUrl: game.baseUrl,
    code: "BCD234",
    nickname: "Ann",
    storage,
    device: game.device,
  });
  await game.device.settle();
  const joined = await joining;
  await game.device.settle();
  return joined;
}

async function reload(): Promise<Player> {
  player.close();
  const resuming = resumeSession({ baseUrl: game.baseUrl, storage, device: game.device });
  await game.device.advance(0);
  player = (await resuming)!;
  return player;
}

beforeEach(async () => {
  game = new FakeGame();
  storage = new MemoryStorage();
  player = await join();
});
afterEach(async () => {
  player.close();
  await game.device.settle();
  expect(game.device.pendingTimers).toBe(0);
  expect(game.device.returnListeners).toBe(0);
});

const seconds = (n: number) => game.device.advance(n * 1000);

test.each<[Fault, PlayerAnswer["state"]]>([
  ["lost", "sending"],
  ["replyLost", "sending"],
  ["hangs", "sending"],
  ["putOff", "kept"],
  ["busy", "sending"],
  ["limited", "sending"],
  ["proxy", "sending"],
])("an answer is sent again after: %s", async (fault, state) => {
  game.faults.answers.push(fault);
  const answer = player.answer(1, { choice: 2 });
  await game.device.settle();
  expect(answer.state).toBe(state);
  await seconds(12);
  expect(answer).toMatchObject({ state: "counted", verdict: { question: 1, elapsedMs: 900 } });
  expect(await answer.settled).toBe(answer);
  expect(game.posts.map(({ choice }) => choice).every((choice) => choice === 2)).toBe(true);
  expect(game.posts.at(-1)!.receipt).toBe(fault === "putOff" ? "receipt-1" : undefined);
  expect([...storage.items.values()].join()).not.toContain('"fields"');
});

test("the same fields are the same answer, in any order; others are not sent while one is on its way or counts", async () => {
  game.faults.answers.push("busy");
  const answer = player.answer(1, { choices: [2, 0] });
  expect(player.answer(1, { choices: [0, 2] })).toBe(answer);
  expect(() => player.answer(1, { choices: [1] })).toThrow(AnswerStands);
  await seconds(5);
  expect(() => player.answer(1, { choices: [1] })).toThrow(expect.objectContaining({ answer }));
  expect(game.posts).toHaveLength(1);
});

test("whoever was too early may answer again", async () => {
  const early = await player.answer(2, { choice: 1 }).settled;
  expect(early).toMatchObject({ state: "refused", refusal: { type: "QUESTION_CLOSED" } });
  game.shown = 2;
  expect(await player.answer(2, { choice: 0 }).settled).toMatchObject({ state: "counted" });
  expect(player.answers.get(2)!.fields).toEqual({ choice: 0 });
});

test("a wait that the server asks for is kept, also if the page comes back", async () => {
  game.faults.answers.push("limited");
  const answer = player.answer(1, { choice: 1 });
  await seconds(2);
  await game.device.tellReturn();
  expect(game.posts).toHaveLength(0);
  await seconds(3);
  expect(answer.state).toBe("counted");
});

test("when the network is back the answer goes at once", async () => {
  game.faults.answers.push("lost", "lost", "lost", "lost");
  const answer = player.answer(1, { choice: 1 });
  await seconds(3);
  expect(answer.state).toBe("sending");
  game.faults.answers.length = 0;
  await game.device.tellReturn();
  expect(answer.state).toBe("counted");
});

test("a connection that died while the device slept is not waited for", async () => {
  game.faults.answers.push("hangs");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  await game.device.sleep(5000, { ticksGoOn: false });
  await game.device.tellReturn();
  await seconds(1);
  expect(answer.state).toBe("counted");
});

test("a receipt brings the answer in after the close", async () => {
  game.faults.answers.push("putOff");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  await game.close(1, { correct: [1] });
  await seconds(4);
  expect(answer.state).toBe("counted");
  await seconds(3);
  expect(answer.verdict).toMatchObject({ points: 1000, correct: true });
});

test("an answer whose reply was lost is looked for before it is refused", async () => {
  game.faults.answers.push("replyLost");
  game.faults.own.push("lost");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  // The close comes before the retry, and the gateway of the retry only knows that.
  game.closed.add(1);
  const stored = game.stored.get(1)!;
  game.stored.delete(1);
  await game.device.advance(700);
  expect(answer.state).toBe("sending");
  game.stored.set(1, stored);
  await seconds(10);
  expect(answer.state).toBe("counted");
});

test("an answer that never arrived in time is refused in the end", async () => {
  game.faults.answers.push("lost");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.closed.add(1);
  await seconds(6);
  expect(answer).toMatchObject({ state: "refused", refusal: { type: "QUESTION_CLOSED" } });
});

test("another answer that counts is shown, and the same one counts", async () => {
  game.stored.set(1, { choice: 3 });
  const other = await player.answer(1, { choice: 1 }).settled;
  expect(other).toMatchObject({
    state: "refused",
    standing: { choice: 3 },
    refusal: { type: "ALREADY_ANSWERED" },
  });
  expect((await player.answer(1, { choice: 3 }).settled).state).toBe("counted");
});

test("another answer that the server has does not count for one on its way", async () => {
  game.faults.answers.push("busy");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.stored.set(1, { choice: 3 });
  await game.device.tellReturn();
  await game.device.advance(500);
  expect(game.calls).toEqual(["/api/sessions/s1/me/answers"]);
  await seconds(5);
  expect(answer).toMatchObject({ state: "refused", standing: { choice: 3 } });
});

test("of another answer that was put off first, the receipt is delivered", async () => {
  game.receipts.set("first", '1 {"choice":3}');
  const { reply } = game.device;
  let isPutOff = true;
  game.device.reply = (request) => {
    if (!isPutOff || !(request.method === "POST" && request.url.endsWith("/answers"))) return reply(request);
    isPutOff = false;
    const data = { answer: { question: 1, choice: 3 }, receipt: "first" };
    return Response.json(
      { name: "", message: "", code: 409, type: "ALREADY_ANSWERED", data },
      { status: 409 },
    );
  };
  const mine = await player.answer(1, { choice: 1 }).settled;
  expect(mine).toMatchObject({ state: "refused", standing: { choice: 3 } });
  expect(await player.answers.get(1)!.settled).toMatchObject({ state: "counted", fields: { choice: 3 } });
  expect(game.posts).toEqual([{ question: 1, choice: 3, receipt: "first" }]);
});

test("a receipt that is refused is left out", async () => {
  game.faults.answers.push("putOff");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.receipts.clear();
  await seconds(10);
  expect(answer.state).toBe("counted");
});

test("a token that is refused is renewed by pin, once for all, and never by key", async () => {
  game.token = "token-2";
  game.shown = 2;
  const answers = [player.answer(1, { choice: 1 }), player.answer(2, { choice: 1 })];
  await seconds(3);
  expect(answers.map(({ state }) => state)).toEqual(["counted", "counted"]);
  expect(game.joins.slice(1)).toEqual([{ code: "BCD234", playerNo: 1, pin: "12345678" }]);
  expect(player.joined.token).toBe("token-2");
  game.dropStreams();
  await seconds(5);
  expect(player.follower.connection).toBe("open");
  expect((await reload()).joined.token).toBe("token-2");
});

test("a player who was removed is out, and stays out", async () => {
  game.faults.answers.push("busy");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.isRemoved = true;
  await game.send("removed", { playerNo: 1 });
  expect(await answer.settled).toMatchObject({ state: "refused", refusal: { type: "INVALID_TOKEN" } });
  expect(player.answer(2, { choice: 1 }).state).toBe("refused");
  expect(game.device.pendingTimers).toBe(0);
  expect([...storage.items.values()]).toEqual(["[]"]);
  expect(game.joins).toHaveLength(1);
});

test("a 401 without the event leads out too", async () => {
  game.isRemoved = true;
  const answer = await player.answer(1, { choice: 1 }).settled;
  expect(answer.refusal).toMatchObject({ type: "INVALID_TOKEN" });
  await game.device.settle();
  expect(game.device.pendingTimers).toBe(0);
});

test("a deleted session stops everything", async () => {
  game.faults.answers.push("busy");
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.isDeleted = true;
  game.dropStreams();
  await seconds(1);
  expect(answer).toMatchObject({ state: "refused", refusal: { type: "NOT_FOUND" } });
  expect(game.device.pendingTimers).toBe(0);
});

test("after the end what is on its way goes on for a minute", async () => {
  game.faults.answers.push("putOff", ...Array<Fault>(50).fill("lost"));
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  await game.end();
  await seconds(50);
  expect(answer.state).toBe("kept");
  await seconds(15);
  expect(answer).toMatchObject({ state: "refused", refusal: { type: "SESSION_ENDED" } });
  expect(game.device.pendingTimers).toBe(0);
  expect([...storage.items.values()].join()).not.toContain('"fields"');
});

test.each([
  ["a choice", {}, { correct: [1] }, { points: 1000, correct: true }],
  ["a poll", { kind: "poll" }, {}, { points: 0 }],
])("keys that are held back until the end are used when they come: %s", async (_, shown, key, verdict) => {
  game.settings.feedback = "onEnd";
  game.players = 1_000_000;
  const question = { ...game.question(), ...shown };
  await game.send("state", { ...game.session(), question });
  await player.answer(1, { choice: 1 }).settled;
  await game.close(1, {});
  await game.close(1, key);
  await game.end();
  expect(player.answers.get(1)!.verdict).toMatchObject(verdict);
  await seconds(60);
  expect(game.calls).toEqual([]);
});

test("of two times that a reply names the exact one counts, so that a crowd does not come back on the second", async () => {
  const { reply } = game.device;
  const busy = { type: "TRY_AGAIN", message: "", data: { retryAfterMs: 1100 } };
  game.device.reply = (request) =>
    request.url.endsWith("/answers")
      ? Response.json(busy, { status: 503, headers: { "retry-after": "2" } })
      : reply(request);
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.device.reply = reply;
  await game.device.advance(1099);
  expect(answer.state).toBe("sending");
  await game.device.advance(300);
  expect(answer.state).toBe("counted");
});

test("a wait that a timer cannot take is five minutes", async () => {
  const { reply } = game.device;
  game.device.reply = (request) =>
    request.url.endsWith("/answers")
      ? new Response("<html>", { status: 429, headers: { "retry-after": "9999999" } })
      : reply(request);
  const answer = player.answer(1, { choice: 1 });
  await game.device.settle();
  game.device.reply = reply;
  await seconds(299);
  expect(answer.state).toBe("sending");
  await seconds(2);
  expect(answer.state).toBe("counted");
});

test("right or wrong is known from the key at the close, without a request", async () => {
  await player.answer(1, { choice: 1 }).settled;
  const changes: unknown[] = [];
  player.on("answer", ({ verdict }) => changes.push(verdict?.points));
  player.on("closed", () => changes.push("closed"));
  game.players = 1_000_000;
  await game.close(1, { correct: [1] });
  expect(changes).toEqual([1000, "closed"]);
  await seconds(60);
  expect(game.calls).toEqual([]);
});

test("where only the server can tell, the players of a large session do not ask all at once", async () => {
  game.players = 100_000;
  await game.send("state", game.session());
  await player.answer(1, { text: "x" }).settled;
  game.device.randomValue = 0.75;
  await game.close(1, { answer: { accept: ["x"] } });
  await seconds(14);
  expect(game.calls).toEqual([]);
  await seconds(2);
  expect(game.calls).toEqual(["/api/sessions/s1/me/answers"]);
  expect(player.answers.get(1)!.verdict).toMatchObject({ points: 1000 });
});

test("after a corrected key the own points are asked for, and again when all answers have their new points", async () => {
  await player.answer(1, { choice: 1 }).settled;
  await game.close(1, { correct: [1] });
  await game.send("stats", { question: 1, attempts: 1, now: game.now() });
  await seconds(5);
  expect(game.calls).toEqual([]);
  const correction = { question: 1, voided: false, correct: [2] };
  await game.send("corrected", { ...correction, now: game.now() });
  await seconds(5);
  // The answers were not scored again yet. When they are, the event comes again.
  await game.send("corrected", { ...correction, now: game.now() });
  await seconds(5);
  expect(game.calls).toEqual(Array(2).fill("/api/sessions/s1/me/answers"));
});

test("whoever missed the close asks", async () => {
  await player.answer(1, { choice: 1 }).settled;
  game.dropStreams();
  game.closed.add(1);
  game.shown = 2;
  await seconds(5);
  expect(game.calls).toEqual(["/api/sessions/s1/me/answers"]);
  expect(player.answers.get(1)!.verdict).toMatchObject({ points: 1000 });
});

test("an answer from another tab that is on its way is seen", async () => {
  game.faults.answers.push("busy");
  const resuming = resumeSession({ baseUrl: game.baseUrl, storage, device: game.device });
  await game.device.advance(0);
  const other = (await resuming)!;
  player.answer(1, { choice: 1 });
  expect(() => other.answer(1, { choice: 2 })).toThrow(AnswerStands);
  await seconds(5);
  expect([player, other].map(({ answers }) => answers.get(1)!.state)).toEqual(["counted", "counted"]);
  other.close();
});

const FAULTS = ["lost", "replyLost", "hangs", "putOff", "busy", "limited", "proxy"] as const;
const step = fc.oneof(
  fc.record({
    do: fc.constant("answer" as const),
    question: fc.integer({ min: 1, max: 4 }),
    choice: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 9000 }) }),
  fc.record({ do: fc.constant("reload" as const) }),
  fc.record({ do: fc.constant("return" as const) }),
  fc.record({ do: fc.constant("close" as const) }),
  fc.record({ do: fc.constant("next" as const) }),
  fc.record({ do: fc.constant("drop" as const) }),
);

test("whatever happens: one answer for each question, and its state is the truth", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 15 }),
      fc.array(fc.constantFrom(...FAULTS), { maxLength: 12 }),
      fc.array(fc.constantFrom(...FAULTS), { maxLength: 5 }),
      async (steps, answerFaults, ownFaults) => {
        player.close();
        game = new FakeGame();
        storage = new MemoryStorage();
        player = await join();
        game.faults.answers.push(...answerFaults);
        game.faults.own.push(...ownFaults.filter((fault) => fault !== "putOff"));
        const given: PlayerAnswer[] = [];
        for (const one of steps) {
          if (one.do === "wait") await game.device.advance(one.ms);
          else if (one.do === "return") await game.device.tellReturn();
          else if (one.do === "close") await game.close(game.shown, { correct: [1] });
          else if (one.do === "next") game.shown++;
          else if (one.do === "drop") game.dropStreams();
          else if (one.do === "reload") {
            player.close();
            const resuming = resumeSession({ baseUrl: game.baseUrl, storage, device: game.device });
            await game.device.advance(6000);
            player = (await resuming)!;
          } else if (one.do === "answer") {
            try {
              given.push(player.answer(one.question, { choice: one.choice }));
            } catch (error) {
              expect(error).toBeInstanceOf(AnswerStands);
            }
          }
        }
        game.faults.answers.length = 0;
        game.faults.own.length = 0;
        await game.device.advance(60_000);
        for (const answer of player.answers.values()) {
          expect(["counted", "refused"]).toContain(answer.state);
          const stored = game.stored.get(answer.question);
          if (answer.state === "counted") expect(stored).toEqual(answer.fields);
          else expect(stored).not.toEqual(answer.fields);
        }
        for (const [question, fields] of game.stored)
          expect(player.answers.get(question)).toMatchObject({ state: "counted", fields });
        // Another choice is sent only after one was refused: what is stored was never followed by another.
        for (const [question, { choice }] of game.stored) {
          const choices = game.posts.filter((post) => post.question === question).map((post) => post.choice);
          expect(new Set(choices.slice(choices.indexOf(choice)))).toEqual(new Set([choice]));
        }
        expect([...storage.items.values()].join()).not.toContain('"fields"');
      },
    ),
    { numRuns: 60 },
  );
}, 30_000);
