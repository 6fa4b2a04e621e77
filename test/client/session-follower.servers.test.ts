import { createApi, expectData } from "../../client/src/api.ts";
import { Host } from "../../client/src/host.ts";
import { type FollowOptions, follow, type SessionFollower } from "../../client/src/session-follower.ts";
import type { StreamEvent } from "../../client/src/types.ts";
import { describeOnSharedStandalone } from "../harness/deployment.ts";
import { until } from "../harness/until.ts";

const GIFT = "Which river flows through Paris? { =Seine ~Rhône ~Loire }\n\nThe Nile flows north. {T}\n";

describeOnSharedStandalone("a follower", (deployment) => {
  const followers: SessionFollower[] = [];
  afterEach(() => {
    for (const follower of followers.splice(0)) follower.close();
  });

  async function setUp() {
    const baseUrl = deployment.baseUrls[0]!;
    const token = deployment.hostToken("Ann");
    const host = new Host({ baseUrl, token });
    const { quiz } = await host.importQuiz(GIFT);
    const session = await host.createSession({ quizId: quiz.id, pace: "host", graceMs: 0 });
    const start = (options: Partial<FollowOptions> = {}) => {
      followers.push(follow({ baseUrl, sessionId: session.id, ...options }));
      return followers.at(-1)!;
    };
    return { baseUrl, token, session, start };
  }

  test("follows a session of players from its lobby to its end, and the host's view of it", async () => {
    const { session, start, token } = await setUp();
    const follower = start();
    const hosted = start({ token });
    const events: StreamEvent[] = [];
    const reader = (async () => {
      for await (const event of follower.events()) events.push(event);
    })();
    expect(await follower.ready).toMatchObject({ id: session.id, state: "lobby" });
    expect(await hosted.ready).toMatchObject({ code: session.state!.code });
    await session.open();
    await until("question 1 is there", () => follower.session?.question?.no === 1);
    await session.close();
    await until("the stats are final", () => follower.stats.get(1)?.final);
    await session.end();
    expect(await follower.ended).toMatchObject({ state: "ended" });
    await reader;
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set(["state", "question", "closed", "stats", "leaderboard", "ended"]),
    );
    await until("the leaderboard is final", () => hosted.leaderboard?.final);
    await until("the clock is read", () => follower.clock.roundTripMs !== undefined);
    expect(Math.abs(follower.clock.now() - Date.now())).toBeLessThanOrEqual(follower.clock.errorMs + 1000);
  });

  test("says why the server refuses it: no such session, a token that is none, a removed player", async () => {
    const { baseUrl, session, start } = await setUp();
    await expect(start({ sessionId: "nowhere" }).ready).rejects.toMatchObject({ type: "NOT_FOUND" });
    await expect(start({ token: "nonsense" }).ended).rejects.toMatchObject({ type: "INVALID_TOKEN" });
    const { token, playerNo } = await expectData(
      createApi({ baseUrl }).POST("/api/join", { body: { code: session.state!.code, nickname: "Bo" } }),
    );
    const player = start({ token });
    await player.ready;
    await session.removePlayer(playerNo);
    await expect(player.ended).rejects.toMatchObject({ type: "INVALID_TOKEN" });
    await expect(start({ token }).ready).rejects.toMatchObject({ type: "INVALID_TOKEN" });
  });
});
