import { Child } from "../../../dev-cluster/processes/child.ts";
import { OwnFolder } from "../../../dev-cluster/processes/temp-dir.ts";

/**
 * A process whose child has a child of its own, which writes file after file into the owned folder for as long as
 * that is there; for owner.test.ts. It says the child's pid on one line and ends on any input.
 */
const WRITES = "n=0; while mkdir -p many; do n=$((n+1)); : > many/$n; done 2> /dev/null; exec sleep 600";

const folder = new OwnFolder("written");
const child = await Child.start({
  command: "/bin/sh",
  args: ["-c", `sh -c '${WRITES}'; true`],
  cwd: folder.path,
  env: { PATH: process.env.PATH },
  lastSignal: "SIGKILL",
});
console.log(JSON.stringify([child.pid]));
process.stdin.once("data", () => process.exit(3));
