import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const APT = "/usr/bin/apt-get";
/** Locked by the process that installs. The system releases it when that process ends. */
const LOCK = "/run/lock/stampede-install.lock";
const TIMEOUT_S = 900;
/** The commands by which the scripts of a package start and stop its services. */
const SERVICE_COMMANDS = ["invoke-rc.d", "deb-systemd-invoke", "systemctl", "service"];

/**
 * Runs under the lock: another process may have installed the packages meanwhile. Apt waits for dpkg's lock, but not
 * for the locks of its lists and archives, so a failure is retried.
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
 * Installs Debian packages without starting their services: the packages' scripts find commands that do nothing first
 * on their path. Nothing of the system is changed for that, so nothing remains changed if this is interrupted. A
 * server that already runs is not touched.
 *
 * @throws Error with apt's output
 */
export async function install(packages: readonly string[]): Promise<void> {
  const stubs = mkdtempSync(join(tmpdir(), "stampede-no-services-"));
  try {
    for (const command of SERVICE_COMMANDS) {
      writeFileSync(join(stubs, command), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    }
    console.error(`Installing ${packages.join(", ")} …`);
    await run("flock", ["--wait", String(TIMEOUT_S), LOCK, "sh", "-c", SCRIPT, "sh", ...packages], {
      env: { ...process.env, STUBS: stubs, DEBIAN_FRONTEND: "noninteractive" },
      timeout: TIMEOUT_S * 1000,
      maxBuffer: 16 * 1024 * 1024,
    });
  } finally {
    rmSync(stubs, { recursive: true, force: true });
  }
}
