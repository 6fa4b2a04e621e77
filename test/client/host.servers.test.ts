import { Host, isApiError } from "../../client/src/host.ts";
import { describeOnSharedStandalone } from "../harness/deployment.ts";

const GIFT = "Which river flows through Paris? { =Seine ~Rhône ~Loire }\n\nThe Nile flows north. {T}\n";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describeOnSharedStandalone("a host", (deployment) => {
  const hostNamed = (name: string) =>
    new Host({ baseUrl: deployment.baseUrls[0]!, token: deployment.hostToken(name) });

  test("quizzes: import, list, export, another version, delete", async () => {
    const host = hostNamed("Ann");
    const { quiz, ...imported } = await host.importQuiz(new TextEncoder().encode(GIFT), {
      title: 'Flüsse "河"',
    });
    expect(imported).toEqual({ imported: 2, skipped: [], notes: [], left: 0 });
    const file = await host.exportQuiz(quiz.id, "aiken");
    expect(file.fileName).toBe("Flüsse 河.txt");
    expect(file.notes).toEqual(["the title is not written"]);
    const again = await host.importQuiz(file.bytes, { title: "Again" });
    expect(again.quiz.questions.map(({ text }) => text)).toEqual(quiz.questions.map(({ text }) => text));

    const draft = { title: "Rivers", questions: quiz.questions };
    expect(await host.replaceQuiz(quiz.id, draft, { version: 1 })).toMatchObject({
      version: 2,
      title: "Rivers",
    });
    await expect(host.replaceQuiz(quiz.id, draft, { version: 1 })).rejects.toMatchObject({
      type: "STALE_VERSION",
    });
    expect((await host.getQuiz(quiz.id)).version).toBe(2);
    await host.deleteQuiz(again.quiz.id);
    await expect(host.getQuiz(again.quiz.id)).rejects.toMatchObject({ type: "NOT_FOUND" });
    expect(await collect(host.allQuizzes())).toMatchObject([{ id: quiz.id, questions: 2 }]);
  }, 30_000);

  test("a session from its lobby to its deletion", async () => {
    const host = hostNamed("Bea");
    const { quiz } = await host.importQuiz(GIFT);
    const session = await host.createSession({ quizId: quiz.id, pace: "host", graceMs: 0 });
    const { code } = session.state!;
    const players: Awaited<ReturnType<typeof join>>[] = [];
    for (const nickname of ["Cy", "Di", "Di", "Ed"]) {
      players.push(await join(deployment.baseUrls[0]!, code, nickname)); // One by one: their numbers are in this order.
    }
    const follower = session.follow();
    await follower.ready;
    expect(session.follow()).toBe(follower);

    expect((await session.open()).question?.no).toBe(1);
    await Promise.all(
      players.map((player, index) => answer(deployment.baseUrls[0]!, session.id, player.token, index % 2)),
    );
    const closesAt = Date.parse(session.state!.question!.closesAt!);
    expect(Date.parse((await session.extend(3000)).question!.closesAt!)).toBe(closesAt + 3000);
    await session.close();
    expect((await session.next()).question?.no).toBe(2);
    await expect(session.next()).rejects.toMatchObject({ type: "WRONG_STATE", data: { state: "open" } });
    await session.voidQuestion(2, "nobody could know");
    await session.correctKey(1, { correct: [1], reason: "the wrong river" });

    await session.removePlayer(players[0]!.playerNo, { ban: true });
    await session.removePlayersNamed("di");
    expect(await collect(session.allPlayers())).toMatchObject([{ nickname: "Ed" }]);
    expect(await collect(session.allPlayers({ removed: true, q: "c" }))).toMatchObject([
      { nickname: "Cy", banned: true },
    ]);
    expect(await session.restorePlayer(players[1]!.playerNo)).toMatchObject({ nickname: "Di" });
    expect(await session.change({ locked: true })).toMatchObject({ locked: true });
    expect((await session.screen()).split(".")).toHaveLength(3);

    await expect(session.delete()).rejects.toMatchObject({ type: "WRONG_STATE" });
    await session.end();
    expect(await follower.ended).toMatchObject({ state: "ended", voided: [2] });
    expect(session.state).toMatchObject({ state: "ended", code });
    expect(await session.report()).toMatchObject({
      players: 2,
      history: [{ kind: "void" }, { kind: "key" }],
    });
    expect((await session.responses()).responses.map(({ nickname }) => nickname)).toEqual(["Di", "Ed"]);
    expect(await session.stats(1)).toMatchObject({ attempts: 2, correct: [1] });
    expect((await session.leaderboard({ limit: 1 })).places).toHaveLength(1);
    expect((await session.audit()).balanced).toBe(true);
    const files = [session.reportFile("csv"), session.reportFile("xlsx"), session.responsesFile()];
    const [table, workbook, responses] = await Promise.all(files);
    expect(new TextDecoder().decode(table!.bytes)).toMatch(/^rank,playerNo,nickname/);
    expect([...workbook!.bytes.slice(0, 2)]).toEqual([0x50, 0x4b]);
    expect([table, workbook, responses].map((file) => file!.fileName)).toEqual([
      `${code}.csv`,
      `${code}.xlsx`,
      `${code}-responses.csv`,
    ]);

    expect(await collect(host.allSessions())).toMatchObject([{ id: session.id, state: "ended" }]);
    await session.delete();
    const error = await host
      .session(session.id)
      .read()
      .catch((reason: unknown) => reason);
    expect(isApiError(error, "NOT_FOUND")).toBe(true);
  }, 30_000);
});

/** A player by plain HTTP: these tests are about the host. */
function join(baseUrl: string, code: string, nickname: string): Promise<{ token: string; playerNo: number }> {
  return post(`${baseUrl}/api/join`, { code, nickname });
}

function answer(baseUrl: string, id: string, token: string, choice: number): Promise<unknown> {
  return post(`${baseUrl}/api/sessions/${id}/answers`, { question: 1, choice }, token);
}

async function post<T>(url: string, body: object, token?: string): Promise<T> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(201);
  return (await response.json()) as T;
}
