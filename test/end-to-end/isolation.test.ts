import { must, refusal } from "../harness/client.ts";
import { allFootings, type Stage } from "../harness/deployment.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { rightAnswer } from "./answering.ts";
import { at, crowd, type Scene, setScene } from "./fixture.ts";
import { sixKinds } from "./questions.ts";

/** The same game with a mark in everything that a host or a player writes. */
function marked(stage: Stage, mark: string): Promise<Scene> {
  const questions = sixKinds().map((question) => ({ ...question, text: `${mark}: ${question.text}` }));
  const options = { title: `${mark} quiz`, hostName: `Host ${mark}`, players: crowd(20, mark) };
  return setScene(stage, { questions, ...options, session: { stats: "live", feedback: "immediate" } });
}

async function play(scene: Scene): Promise<void> {
  must(await scene.host.step(scene.session.id, "open"), 200);
  for (const [index, question] of scene.quiz.questions.entries()) {
    if (index > 0) must(await scene.host.step(scene.session.id, "next"), 200);
    const answer = rightAnswer(question);
    for (const reply of await Promise.all(scene.players.map((player) => player.answer(index + 1, answer)))) {
      must(reply, 201);
    }
  }
  must(await scene.host.step(scene.session.id, "end"), 200);
}

describe.each(allFootings)("sessions side by side on %s", (_, openStage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage?.stop());

  test("events of one session reach no other", async () => {
    const scenes = await Promise.all([marked(stage, "OWLSIGN"), marked(stage, "FOXSIGN")]);
    const streams: EventStream[][] = await Promise.all(
      scenes.map((scene) =>
        Promise.all([scene.onlooker, ...scene.players.slice(0, 3)].map((who) => who.events())),
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
    const [here, there] = await Promise.all([marked(stage, "HERE"), marked(stage, "THERE")]);
    must(await there.host.step(there.session.id, "open"), 200);
    const stranger = { token: at(here.players, 0).joined.token };
    const base = `/api/sessions/${there.session.id}`;
    const answer = { ...stranger, json: { question: 1, choice: 0 } };
    refusal(await here.client.send("POST", `${base}/answers`, answer), 403, "FORBIDDEN");
    refusal(await here.client.send("GET", `${base}/me`, stranger), 403, "FORBIDDEN");
  });
});
