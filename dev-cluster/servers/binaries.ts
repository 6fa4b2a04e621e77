import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstall, install } from "./debian.ts";

/** The binaries of the servers, and of the browser of the tests, and their Debian packages. */
const PACKAGES = {
  postgres: "postgresql",
  pgbouncer: "pgbouncer",
  "redis-server": "redis-server",
  "nats-server": "nats-server",
  nginx: "nginx-light",
  chromium: "chromium",
} as const;

export type Binary = keyof typeof PACKAGES;

/** Debian keeps Postgres' binaries outside the PATH, by version. */
const POSTGRES_VERSIONS = "/usr/lib/postgresql";

export class MissingServers extends Error {
  constructor(missing: readonly Binary[], reason: string) {
    const packages = missing.map((name) => PACKAGES[name]).join(" ");
    super(
      `Not installed: ${missing.join(", ")} (${reason}). On Debian and Ubuntu:\n` +
        `  sudo apt-get install --no-install-recommends ${packages}\n` +
        "On other systems put them on the PATH, or use compose.yaml.",
    );
    this.name = "MissingServers";
  }
}

/**
 * Makes sure that these servers are installed. On Debian, as root, it installs the missing ones.
 *
 * @throws MissingServers with the packages to install
 */
export async function ensureInstalled(names: readonly Binary[]): Promise<void> {
  const missing = names.filter((name) => !find(name));
  if (missing.length === 0) return;
  if (!canInstall()) throw new MissingServers(missing, "only root on Debian can install packages");
  try {
    await install(missing.map((name) => PACKAGES[name]));
  } catch (error) {
    throw new MissingServers(missing, `installation failed: ${(error as Error).message}`);
  }
  const still = names.filter((name) => !find(name));
  if (still.length > 0) throw new MissingServers(still, "although their packages are installed");
}

/** The path of a server's binary; installs it if necessary. @throws MissingServers */
export async function binary(name: Binary): Promise<string> {
  await ensureInstalled([name]);
  return find(name) as string;
}

function find(name: Binary): string | undefined {
  const path = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  const folders = name === "postgres" ? [...postgresFolders(), ...path] : path;
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Newest version first. */
function postgresFolders(): string[] {
  try {
    const versions = readdirSync(POSTGRES_VERSIONS).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(POSTGRES_VERSIONS, version, "bin"));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
