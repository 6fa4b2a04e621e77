import { Child } from "../../../dev-cluster/processes/child.ts";
import { TempDir } from "../../../dev-cluster/processes/temp-dir.ts";

/**
 * A process with a grandchild that keeps writing files into the owned folder while it exists; for owner.test.ts. It
 * prints the child's pid on one line and exits on any input.
 */
const WRITES = "n=0; while mkdir -p many; do n=$((n+1)); : > many/$n; done 2> /dev/null; exec sleep 600";

const folder = new TempDir("written");
const child = await Child.start({
  command: "/bin/sh",
  args: ["-c", `sh -c '${WRITES}'; true`],
  cwd: folder.path,
  env: { PATH: process.env.PATH },
  killSignal: "SIGKILL",
});
console.log(JSON.stringify([child.pid]));
process.stdin.once("data", () => process.exit(3));
