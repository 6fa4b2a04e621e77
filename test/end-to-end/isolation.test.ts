import { expectError, must } from "../harness/client.ts";
import { type Deployment, describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { Player } from "../harness/player.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { describeHostSteps } from "./host-steps/describe-host-steps.ts";
import { sixKinds } from "./questions.ts";
import { correctAnswer } from "./random-answers.ts";

/** A game with a marker in every text that a host or a player writes. */
function setUpMarkedSession(deployment: Deployment, marker: string): Promise<SessionFixture> {
  const questions = sixKinds().map((question) => ({ ...question, text: `${marker}: ${question.text}` }));
  const options = { title: `${marker} quiz`, hostName: `Host ${marker}`, players: playerNames(20, marker) };
  return setUpSession(deployment, {
    questions,
    ...options,
    session: { stats: "live", feedback: "immediate" },
  });
}

async function play(fixture: SessionFixture): Promise<void> {
  must(await fixture.host.step(fixture.session.id, "open"), 200);
  for (const [index, question] of fixture.quiz.questions.entries()) {
    if (index > 0) must(await fixture.host.step(fixture.session.id, "next"), 200);
    const answer = correctAnswer(question);
    for (const reply of await Promise.all(
      fixture.players.map((player) => player.answer(index + 1, answer)),
    )) {
      must(reply, 201);
    }
  }
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}

describeOnDeployments("concurrent sessions", (deployment) => {
  test("the events of a session reach no other session", async () => {
    const fixtures = await Promise.all([
      setUpMarkedSession(deployment, "OWLSIGN"),
      setUpMarkedSession(deployment, "FOXSIGN"),
    ]);
    const streams: EventStream[][] = await Promise.all(
      fixtures.map((fixture) =>
        Promise.all([fixture.spectator, ...fixture.players.slice(0, 3)].map((reader) => reader.events())),
      ),
    );
    await Promise.all(fixtures.map(play));
    const markers = ["OWLSIGN", "FOXSIGN"];
    for (const [index, sessionStreams] of streams.entries()) {
      const [own, foreign] = [at(markers, index), at(markers, 1 - index)];
      const other = at(fixtures, 1 - index).session;
      for (const stream of sessionStreams) {
        await stream.next("ended");
        const text = stream.bytes.toString("utf8");
        expect(text).toContain(own);
        for (const secret of [foreign, other.id, other.code]) expect(text).not.toContain(secret);
        stream.close();
      }
    }
  });

  test("a player's token works in no other session", async () => {
    const [here, there] = await Promise.all([
      setUpMarkedSession(deployment, "HERE"),
      setUpMarkedSession(deployment, "THERE"),
    ]);
    must(await there.host.step(there.session.id, "open"), 200);
    const { joined } = at(here.players, 0);
    const stranger = new Player(here.client, { ...joined, sessionId: there.session.id });
    expectError(await stranger.answer(1, { choice: 0 }), 403, "FORBIDDEN");
    expectError(await stranger.me(), 403, "FORBIDDEN");
  });

  describeHostSteps(deployment);
});
