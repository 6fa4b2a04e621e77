import { expectError, must } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import { describeOnDeployments } from "../harness/deployment.ts";
import { Spectator } from "../harness/player.ts";
import { sideBySide } from "../harness/side-by-side.ts";
import { until } from "../harness/until.ts";
import { at, playerNames, setUpSession, untilAllJoined } from "./fixture.ts";
import { single } from "./questions.ts";

const COMMENT_INTERVAL_MS = 15_000;

describeOnDeployments("an event stream", (deployment) => {
  const testBeside = sideBySide();

  testBeside("resumes with the current state first and misses no later event", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(), single(), single()],
      players: playerNames(2),
    });
    const player = at(fixture.players, 0);
    const before = await player.events();
    expect(before.status).toBe(200);
    expect(before.headers["content-type"]).toMatch(/^text\/event-stream/);
    await before.next("state");
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    await before.next("question", (data) => (data as { no: number }).no === 1);
    before.close();

    must(await player.answer(1, { choice: 0 }), 201);
    must(await fixture.host.step(fixture.session.id, "next"), 200);
    const state = must(await fixture.spectator.state(), 200);
    const lastNow = before.events.map(({ data }) => (data as SessionState).now).at(-1)!;
    for (const lastEventId of [before.lastEventId, "no-such-event", "99999999999"]) {
      const after = await player.events(lastEventId);
      await until("the stream has an event", () => after.events.length > 0);
      const first = at(after.events, 0);
      expect(first.event).toBe("state");
      // A fresh time, not that of the event that the client has.
      for (const { data } of after.events) expect((data as SessionState).now > lastNow).toBe(true);
      expect((first.data as SessionState).question?.no).toBe(2);
      expect((first.data as SessionState).question?.openedAt).toBe(state.question?.openedAt);
      must(await player.state(), 200);
      after.close();
    }

    const resumed = await player.events(before.lastEventId);
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    await resumed.next("closed");
    await resumed.next("stats");
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await resumed.next("ended");
    resumed.close();
  });

  testBeside("gives every event an id, and its state equals the reply to GET", async () => {
    const fixture = await setUpSession(deployment, { questions: [single()], players: playerNames(2) });
    await untilAllJoined(fixture);
    const stream = await fixture.spectator.events();
    const first = await stream.next("state");
    const state = must(await fixture.spectator.state(), 200);
    expect(first.data).toEqual({ ...state, now: (first.data as SessionState).now });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    must(await fixture.host.step(fixture.session.id, "close"), 200);
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    await stream.next("ended");
    const ids = stream.events.map((event) => event.id);
    expect(ids.filter((id) => id === undefined || id === "")).toEqual([]);
    stream.close();
  });

  testBeside("shows at once that a session has ended, and is refused for an unknown session", async () => {
    const fixture = await setUpSession(deployment, { questions: [single()] });
    must(await fixture.host.step(fixture.session.id, "end"), 200);
    const stream = await fixture.spectator.events();
    expect((await stream.next("state")).data).toMatchObject({ state: "ended" });
    stream.close();
    const nowhere = new Spectator(fixture.client, "no-such-session");
    expectError(await nowhere.tryEvents(), 404, "NOT_FOUND");
  });

  testBeside(
    "stays alive with comments when there are no events",
    async () => {
      const fixture = await setUpSession(deployment, { questions: [single()] });
      const stream = await fixture.spectator.events();
      await until("a comment comes", () => stream.comments.length > 0, 2 * COMMENT_INTERVAL_MS);
      stream.close();
    },
    60_000,
  );
});
