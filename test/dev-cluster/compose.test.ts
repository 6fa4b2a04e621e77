import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { KINDS } from "../../dev-cluster/nodes.ts";
import { binary } from "../../dev-cluster/servers/binaries.ts";
import { freshFolder } from "../harness/fresh-folder.ts";
import { INSTALL_MS } from "../harness/processes.ts";

interface Compose {
  services: Record<string, { command?: string[]; environment?: Record<string, string> }>;
  configs: Record<string, { content?: string; file?: string }>;
}

/** As Docker expands it if only the required variables are set; the password looks like a number. */
const filledIn = readFileSync("compose.yaml", "utf8")
  .replace(/\$\{NATS_PASSWORD:-stampede\}/g, "12345")
  .replace(/\$\{AUTH_SECRET:\?[^}]*\}/g, "s".repeat(32))
  .replace(/\$\{\w+:-([^}]*)\}/g, "$1")
  .replaceAll("$$", "$");
const folder = freshFolder();
const { services, configs } = parse(filledIn, { merge: true }) as Compose;

test.each(KINDS)("%s: a node runs one service, and logs in to NATS as the user of its kind", (kind) => {
  expect(services[kind]?.command).toEqual([`services/${kind}/${kind}.service.ts`]);
  expect(services[kind]?.environment).toMatchObject({
    NATS_URL: `nats://${kind}:12345@nats:4222`,
    AUTH_SECRET: "s".repeat(32),
    STAMPEDE_HEALTH_PORT: "3001",
    STAMPEDE_METRICS_ADDRESS: "0.0.0.0",
  });
});

test(
  "NATS accepts its configuration, with every user's password",
  async () => {
    writeFileSync(join(folder, "nats.conf"), configs.nats?.content ?? "");
    copyFileSync(configs.permissions?.file ?? "", join(folder, "permissions.conf"));
    const { status, stderr } = spawnSync(
      await binary("nats-server"),
      ["-t", "-c", join(folder, "nats.conf")],
      {
        env: services.nats?.environment ?? {},
        encoding: "utf8",
      },
    );
    expect(stderr).toContain("is valid");
    expect(status).toBe(0);
  },
  INSTALL_MS,
);
