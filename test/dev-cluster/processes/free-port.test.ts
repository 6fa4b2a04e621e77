import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { until } from "../../harness/until.ts";

const COUNT = 500;
const FILE = fileURLToPath(new URL("../../../dev-cluster/processes/free-port.ts", import.meta.url));
const SCRIPT = `import { freePort } from ${JSON.stringify(FILE)};
  const ports = [];
  while (ports.length < ${COUNT}) ports.push(await freePort());
  console.log(ports.join() + ";");
  process.stdin.resume();`;

test("no port is given twice, not even to another process", async () => {
  const other = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", SCRIPT], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  other.stdout.on("data", (chunk) => {
    output += chunk;
  });
  try {
    const ours: number[] = [];
    while (ours.length < COUNT) ours.push(await freePort());
    const [theirs] = await until("the other process has its ports", () => /^.*(?=;)/.exec(output));
    const all = [...ours, ...theirs.split(",").map(Number)];
    expect(all).toHaveLength(2 * COUNT);
    expect(new Set(all).size).toBe(2 * COUNT);
  } finally {
    other.kill();
  }
});
