import { must, refusal } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import { footings, type Stage } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";
import { at, crowd, seated, setScene } from "./fixture.ts";
import { single } from "./questions.ts";

const COMMENT_MS = 15_000;

describe.each(footings)("an event stream on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  test("resumes: the current state comes first, and nothing that still matters is missed", async () => {
    const scene = await setScene(stage, { questions: [single(), single(), single()], players: crowd(2) });
    const player = at(scene.players, 0);
    const before = await player.events();
    expect(before.status).toBe(200);
    expect(before.headers["content-type"]).toMatch(/^text\/event-stream/);
    await before.next("state");
    must(await scene.host.step(scene.session.id, "open"), 200);
    await before.next("question", (data) => (data as { no: number }).no === 1);
    before.close();

    must(await player.answer(1, { choice: 0 }), 201);
    must(await scene.host.step(scene.session.id, "next"), 200);
    const state = must(await scene.onlooker.state(), 200);
    for (const lastEventId of [before.lastEventId, "no-such-event", "99999999999"]) {
      const after = await player.events(lastEventId);
      await until("the stream says something", () => after.events.length > 0);
      const first = at(after.events, 0);
      expect(first.event).toBe("state");
      expect((first.data as SessionState).question?.no).toBe(2);
      expect((first.data as SessionState).question?.openedAt).toBe(state.question?.openedAt);
      must(await player.state(), 200);
      after.close();
    }

    const resumed = await player.events(before.lastEventId);
    must(await scene.host.step(scene.session.id, "close"), 200);
    await resumed.next("closed");
    await resumed.next("stats");
    must(await scene.host.step(scene.session.id, "end"), 200);
    await resumed.next("ended");
    resumed.close();
  });

  test("every event has an id, and the state is what GET gives", async () => {
    const scene = await setScene(stage, { questions: [single()], players: crowd(2) });
    await seated(scene);
    const stream = await scene.onlooker.events();
    const first = await stream.next("state");
    expect(first.data).toEqual(must(await scene.onlooker.state(), 200));
    must(await scene.host.step(scene.session.id, "open"), 200);
    must(await scene.host.step(scene.session.id, "close"), 200);
    must(await scene.host.step(scene.session.id, "end"), 200);
    await stream.next("ended");
    const ids = stream.events.map((event) => event.id);
    expect(ids.filter((id) => id === undefined || id === "")).toEqual([]);
    stream.close();
  });

  test("a stream of an ended session says so at once; one of no session is refused", async () => {
    const scene = await setScene(stage, { questions: [single()] });
    must(await scene.host.step(scene.session.id, "end"), 200);
    const stream = await scene.onlooker.events();
    expect((await stream.next("state")).data).toMatchObject({ state: "ended" });
    stream.close();
    refusal(await scene.client.send("GET", "/api/sessions/no-such-session/events"), 404, "NOT_FOUND");
  });

  test("a comment keeps a quiet stream alive", async () => {
    const scene = await setScene(stage, { questions: [single()] });
    const stream = await scene.onlooker.events();
    await until("a comment comes", () => stream.comments.length > 0, 2 * COMMENT_MS);
    stream.close();
  }, 60_000);
});
