import { Cluster } from "../../dev-cluster/cluster.ts";
import type { ProcessEntry } from "../../dev-cluster/processes/process-table.ts";
import { ensureInstalled } from "../../dev-cluster/servers/binaries.ts";
import { Client, must } from "../harness/client.ts";
import { Host } from "../harness/host.ts";
import { INSTALL_MS, processTree, runningPids, tempFoldersOf } from "../harness/processes.ts";
import { until, untilEqual } from "../harness/until.ts";

const START_MS = 120_000;
const QUIZ = {
  title: "Capitals",
  questions: [{ kind: "truefalse" as const, text: "Is it Bern?", answer: true }],
};

describe("a cluster", () => {
  let cluster: Cluster;
  let token: string;
  const logged: [node: string, line: string][] = [];

  beforeAll(async () => {
    await ensureInstalled(["postgres", "pgbouncer", "redis-server", "nats-server"]);
    cluster = await Cluster.start({
      counts: { answers: 1, sessions: 1, stats: 1 },
      env: { LOG_LEVEL: "info" },
      onLine: (node, line) => logged.push([node, line]),
    });
    token = cluster.hostToken("ada");
  }, INSTALL_MS + START_MS);
  afterAll(() => cluster?.stop(), START_MS);

  const newClient = () => new Client(`http://127.0.0.1:${cluster.loadBalancer.port}`);

  test("has the requested nodes, each with its name", () => {
    expect(cluster.nodes().map(({ name }) => name)).toEqual([
      "api-1",
      "api-2",
      "quiz-1",
      "sessions-1",
      "answers-1",
      "stats-1",
    ]);
    expect(new Set(cluster.nodes().map((node) => node.pid())).size).toBe(6);
    for (const { name } of cluster.nodes())
      expect(logged).toContainEqual([name, expect.stringContaining(name)]);
  });

  test("is one system: what one gateway accepts is visible through the other", async () => {
    const client = newClient();
    const quiz = must(await new Host(client, token).createQuiz(QUIZ), 201);
    client.close();
    for (const baseUrl of cluster.baseUrls) {
      const gateway = new Client(baseUrl);
      const { items } = must(await new Host(gateway, token).listQuizzes(), 200);
      expect(items).toContainEqual(expect.objectContaining({ id: quiz.id }));
      gateway.close();
    }
  });

  test("has no secret in its logs", () => {
    const { postgres, redis, nats } = cluster.servers;
    const secrets = [postgres, redis, nats].map(({ url }) => new URL(url).password);
    const text = logged.map(([, line]) => line).join("\n");
    for (const secret of [...secrets, cluster.settings.AUTH_SECRET!]) expect(text).not.toContain(secret);
  });

  test.each(["SIGKILL", "SIGTERM"] as const)("has a node back after %s and a restart", async (signal) => {
    const [node] = cluster.nodes("quiz");
    const before = node!.pid();
    await node!.kill(signal);
    expect(node!.pid()).toBeUndefined();
    await node!.restart();
    expect(node!.pid()).not.toBe(before);
    const client = newClient();
    await until(
      "its service replies",
      async () => (await new Host(client, token).listQuizzes()).status === 200,
    );
    client.close();
  });

  test("can grow while it runs, and the load balancer knows the new gateway", async () => {
    const [answers, api] = await cluster.add(["answers", "api"], { STAMPEDE_POOL_SIZE: "2" });
    expect([answers!.name, api!.name]).toEqual(["answers-2", "api-3"]);
    expect(cluster.nodes("answers")).toHaveLength(2);
    await untilEqual(
      "all three gateways are in the rotation",
      () => cluster.loadBalancer.inRotation,
      cluster.baseUrls,
    );
  });

  test("leaves nothing when it is stopped", async () => {
    const { postgres, pgbouncer, redis, nats } = cluster.servers;
    const roots = [...cluster.nodes(), postgres, pgbouncer, redis, nats].map((each) => each.pid()!);
    const processes: ProcessEntry[] = roots.flatMap(processTree);
    expect(runningPids(processes).length).toBeGreaterThan(roots.length);
    await cluster.stop();
    expect(runningPids(processes)).toEqual([]);
    expect(tempFoldersOf(process.pid)).toEqual([]);
  });
});

test(
  "a cluster that cannot start shows its node's output, and leaves nothing",
  async () => {
    const before = processTree(process.pid).map(({ pid }) => pid);
    const start = Cluster.start({ counts: { api: 1 }, env: { STAMPEDE_POOL_SIZE: "many" } });
    await expect(start).rejects.toThrow(/STAMPEDE_POOL_SIZE: must be a whole number/);
    const newcomers = processTree(process.pid).filter(({ pid }) => !before.includes(pid));
    expect(newcomers).toEqual([]);
    expect(tempFoldersOf(process.pid)).toEqual([]);
  },
  START_MS,
);
