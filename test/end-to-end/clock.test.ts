import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "../harness/client.ts";
import type { SessionState } from "../harness/contract.ts";
import { type StandaloneNode, startStandalone } from "../harness/deployment.ts";
import type { StreamEvent } from "../harness/event-stream.ts";
import { freshFolder } from "../harness/fresh-folder.ts";
import { at, playerNames, type SessionFixture, setUpSession } from "./fixture.ts";
import { single } from "./questions.ts";

const PRELOAD = fileURLToPath(new URL("../harness/settable-clock.ts", import.meta.url));
const BACK_MS = -90_000;
/** Long enough for a slow machine to answer within it. */
const LIMIT_MS = 4000;

const nowOf = ({ data }: StreamEvent) => Date.parse((data as { now: string }).now);

describe("the system's clock is set back by 90 s", () => {
  const folder = freshFolder();
  const setClock = (offsetMs: number) => writeFileSync(join(folder, "offset"), String(offsetMs));
  let deployment: StandaloneNode;

  beforeAll(async () => {
    setClock(0);
    deployment = await startStandalone({
      NODE_OPTIONS: `--import=${PRELOAD}`,
      TEST_CLOCK_OFFSET_FILE: join(folder, "offset"),
    });
  }, 120_000);
  afterAll(() => deployment?.stop());
  beforeEach(() => setClock(0));

  const time = async ({ client }: SessionFixture) =>
    Date.parse(must(await client.send<{ now: string }>("GET", "/api/time"), 200).now);
  const next = async ({ host, session }: SessionFixture): Promise<NonNullable<SessionState["question"]>> => {
    const { question } = must(await host.step(session.id, "next"), 200);
    return question!;
  };

  test("in mid-question: it closes when announced, and answers, events and the next question go on", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(1, { timeLimitMs: LIMIT_MS }), single(2), single(3)],
      players: playerNames(3),
    });
    const { host, session, players, spectator } = fixture;
    const stream = await spectator.events();
    must(await host.step(session.id, "open"), 200);
    must(await at(players, 0).answer(1, { choice: 1 }), 201);
    const before = await time(fixture);

    setClock(BACK_MS);
    const during = must(await at(players, 1).answer(1, { choice: 1 }), 201);
    expect(during.elapsedMs).toBeLessThanOrEqual(LIMIT_MS);
    const closed = await stream.next("closed");
    expect((await at(players, 2).answer(1, { choice: 1 })).status).toBe(410);
    expect((await time(fixture)) - before).toBeGreaterThan(0);

    const question = await next(fixture);
    expect(question.no).toBe(2);
    expect(Date.parse(question.openedAt)).toBeGreaterThanOrEqual(
      Date.parse((closed.data as { closedAt: string }).closedAt),
    );
    await stream.next("question", (data) => (data as { no: number }).no === 2);
    for (const player of players) must(await player.answer(2, { choice: 2 }), 201);
    const times = stream.events.map(nowOf);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    stream.close();
  }, 60_000);

  test("and the node restarts: the next question opens after the one before, and takes answers", async () => {
    const fixture = await setUpSession(deployment, {
      questions: [single(1), single(2)],
      players: playerNames(1),
    });
    must(await fixture.host.step(fixture.session.id, "open"), 200);
    const before = await time(fixture);
    await deployment.node.kill("SIGKILL");
    setClock(BACK_MS);
    await deployment.node.launch();
    expect(await time(fixture)).toBeGreaterThan(before - 5000);
    const question = await next(fixture);
    expect([question.no, Date.parse(question.openedAt) >= before]).toEqual([2, true]);
    must(await at(fixture.players, 0).answer(2, { choice: 2 }), 201);
  }, 120_000);
});
