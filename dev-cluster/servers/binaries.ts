import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { canInstall, install } from "./debian.ts";

/** The servers' binaries, and the Debian packages that hold them. */
const PACKAGES = {
  postgres: "postgresql",
  pgbouncer: "pgbouncer",
  "redis-server": "redis-server",
  "nats-server": "nats-server",
} as const;

export type Binary = keyof typeof PACKAGES;

/** Debian keeps Postgres' binaries apart from the path, by version. */
const POSTGRES_VERSIONS = "/usr/lib/postgresql";

export class MissingServers extends Error {
  constructor(missing: readonly Binary[], reason: string) {
    const packages = missing.map((name) => PACKAGES[name]).join(" ");
    super(
      `Not on this machine: ${missing.join(", ")} (${reason}). On Debian and Ubuntu:\n` +
        `  sudo apt-get install --no-install-recommends ${packages}\n` +
        "Elsewhere put them on the PATH, or use compose.yaml.",
    );
    this.name = "MissingServers";
  }
}

/**
 * Makes sure that these servers are there: on Debian as root what is missing is installed, once.
 *
 * @throws MissingServers that says what to install
 */
export async function provide(names: readonly Binary[]): Promise<void> {
  const missing = names.filter((name) => !find(name));
  if (missing.length === 0) return;
  if (!canInstall()) throw new MissingServers(missing, "and only root on Debian can install packages");
  try {
    await install(missing.map((name) => PACKAGES[name]));
  } catch (error) {
    throw new MissingServers(missing, `and installing failed: ${(error as Error).message}`);
  }
  const still = names.filter((name) => !find(name));
  if (still.length > 0) throw new MissingServers(still, "though their packages are installed");
}

/** The path of a server's binary, installed where need be. @throws MissingServers */
export async function binary(name: Binary): Promise<string> {
  await provide([name]);
  return find(name) as string;
}

function find(name: Binary): string | undefined {
  const path = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  const folders = name === "postgres" ? [...postgresFolders(), ...path] : path;
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The newest version first. */
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
