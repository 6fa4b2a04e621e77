import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { freshFolder } from "../../harness/fresh-folder.ts";

let taken: Server;
beforeAll(async () => {
  taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
});
afterAll(() => taken.close());
const folder = freshFolder();

test.each([
  ["PORT", "api"],
  ["METRICS_PORT", "quiz"],
  ["STAMPEDE_HEALTH_PORT", "quiz"],
])("a node whose %s is taken says so in a line and ends", async (setting, kind) => {
  const { port } = taken.address() as AddressInfo;
  const settings = { METRICS_PORT: "0", DATA_DIR: folder, STAMPEDE_ADDRESS: "127.0.0.1", LOG_LEVEL: "warn" };
  const runner = ["node_modules/moleculer/bin/moleculer-runner.js", "--config", "moleculer.config.ts"];
  const { code, said } = await new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(
      process.execPath,
      [...runner, `services/${kind}/${kind}.service.ts`],
      { env: { PATH: process.env.PATH, ...settings, [setting]: String(port) } },
      (error, stdout, stderr) => resolve({ code: error?.code, said: `${stdout}${stderr}`.trim() }),
    );
  });
  expect(code).toBe(1);
  expect(said.split("\n")).toHaveLength(1);
  expect(said).toContain(
    `This node ends: somebody else listens on port ${port}; ${setting} chooses another.`,
  );
});
