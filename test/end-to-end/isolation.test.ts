import { expectError, must } from "../harness/client.ts";
import { type Deployment, describeOnDeployments } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { rightAnswer } from "./answering.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { sixKinds } from "./questions.ts";

/** The same game with a mark in everything that a host or a player writes. */
function marked(deployment: Deployment, mark: string): Promise<SessionFixture> {
  const questions = sixKinds().map((question) => ({ ...question, text: `${mark}: ${question.text}` }));
  const options = { title: `${mark} quiz`, hostName: `Host ${mark}`, players: playerNames(20, mark) };
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
    const answer = rightAnswer(question);
    for (const reply of await Promise.all(
      fixture.players.map((player) => player.answer(index + 1, answer)),
    )) {
      must(reply, 201);
    }
  }
  must(await fixture.host.step(fixture.session.id, "end"), 200);
}

describeOnDeployments("sessions side by side", (deployment) => {
  test("events of one session reach no other", async () => {
    const scenes = await Promise.all([marked(deployment, "OWLSIGN"), marked(deployment, "FOXSIGN")]);
    const streams: EventStream[][] = await Promise.all(
      scenes.map((fixture) =>
        Promise.all([fixture.spectator, ...fixture.players.slice(0, 3)].map((who) => who.events())),
      ),
    );
    await Promise.all(scenes.map(play));
    const signs = ["OWLSIGN", "FOXSIGN"];
    for (const [index, some] of streams.entries()) {
      const [own, other] = [at(signs, index), at(signs, 1 - index)];
      const foreign = at(scenes, 1 - index).session;
      for (const stream of some) {
        await stream.next("ended");
        const text = stream.bytes.toString("utf8");
        expect(text).toContain(own);
        for (const secret of [other, foreign.id, foreign.code]) expect(text).not.toContain(secret);
        stream.close();
      }
    }
  });

  test("a player of one session is nobody in another", async () => {
    const [here, there] = await Promise.all([marked(deployment, "HERE"), marked(deployment, "THERE")]);
    must(await there.host.step(there.session.id, "open"), 200);
    const stranger = { token: at(here.players, 0).joined.token };
    const base = `/api/sessions/${there.session.id}`;
    const answer = { ...stranger, json: { question: 1, choice: 0 } };
    expectError(await here.client.send("POST", `${base}/answers`, answer), 403, "FORBIDDEN");
    expectError(await here.client.send("GET", `${base}/me`, stranger), 403, "FORBIDDEN");
  });
});
