import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { freshFolder } from "../../harness/fresh-folder.ts";

let blocker: Server;
beforeAll(async () => {
  blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
});
afterAll(() => blocker.close());
const folder = freshFolder();

test.each([
  ["PORT", "api"],
  ["METRICS_PORT", "quiz"],
  ["STAMPEDE_HEALTH_PORT", "quiz"],
])("a node whose %s is in use logs one line and exits", async (setting, kind) => {
  const { port } = blocker.address() as AddressInfo;
  const settings = { METRICS_PORT: "0", DATA_DIR: folder, STAMPEDE_ADDRESS: "127.0.0.1", LOG_LEVEL: "warn" };
  const runner = ["node_modules/moleculer/bin/moleculer-runner.js", "--config", "moleculer.config.ts"];
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [...runner, `services/${kind}/${kind}.service.ts`],
      { env: { PATH: process.env.PATH, ...settings, [setting]: String(port) } },
      (error, stdout, stderr) => resolve({ code: error?.code, output: `${stdout}${stderr}`.trim() }),
    );
  });
  expect(code).toBe(1);
  expect(output.split("\n")).toHaveLength(1);
  expect(output).toContain(`Port ${port} is already in use. Set ${setting} to another port.`);
});
