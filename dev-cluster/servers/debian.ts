import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const APT = "/usr/bin/apt-get";
/** Held by whichever of our processes installs; the system frees it with its holder. */
const LOCK = "/run/lock/stampede-install.lock";
const PATIENCE_S = 900;
/** By these a package's scripts start and stop its services. */
const SERVICE_COMMANDS = ["invoke-rc.d", "deb-systemd-invoke", "systemctl", "service"];

/**
 * Run under the lock: another process may have installed them while this one waited. Apt waits by itself for
 * dpkg's lock, not for those of its lists and archives, so a failure is tried again.
 */
const SCRIPT = `
dpkg -s "$@" >/dev/null 2>&1 && exit 0
attempt() {
  apt-get update -qq && apt-get install -y -qq --no-install-recommends \\
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o DPkg::Path="$STUBS:/usr/sbin:/usr/bin:/sbin:/bin" "$@"
}
attempt "$@" || { sleep 5; attempt "$@"; } || { sleep 20; attempt "$@"; }
`;

/** Whether this process may install packages. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync(APT);
}

/**
 * Installs Debian packages without starting the services that come with them: the packages' scripts find, first
 * on their path, commands that do nothing. Nothing of the system's own is changed for that, so nothing stays
 * changed should this be broken off; a server that already runs is not touched.
 *
 * @throws Error with what apt said
 */
export async function install(packages: readonly string[]): Promise<void> {
  const stubs = mkdtempSync(join(tmpdir(), "stampede-no-services-"));
  try {
    for (const command of SERVICE_COMMANDS) {
      writeFileSync(join(stubs, command), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    }
    console.error(`Installing ${packages.join(", ")} …`);
    await run("flock", ["--wait", String(PATIENCE_S), LOCK, "sh", "-c", SCRIPT, "sh", ...packages], {
      env: { ...process.env, STUBS: stubs, DEBIAN_FRONTEND: "noninteractive" },
      timeout: PATIENCE_S * 1000,
      maxBuffer: 16 * 1024 * 1024,
    });
  } finally {
    rmSync(stubs, { recursive: true, force: true });
  }
}
