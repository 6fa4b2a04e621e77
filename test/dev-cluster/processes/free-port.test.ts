import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../dev-cluster/processes/free-port.ts";
import { until } from "../../harness/until.ts";

const MANY = 500;
const FILE = fileURLToPath(new URL("../../../dev-cluster/processes/free-port.ts", import.meta.url));
const ASK = `import { freePort } from ${JSON.stringify(FILE)};
  const ports = [];
  while (ports.length < ${MANY}) ports.push(await freePort());
  console.log(ports.join() + ";");
  process.stdin.resume();`;

test("no port is given twice, not to another process either", async () => {
  const other = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", ASK], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  other.stdout.on("data", (chunk) => {
    said += chunk;
  });
  try {
    const ours: number[] = [];
    while (ours.length < MANY) ours.push(await freePort());
    const [told] = await until("the other has its own", () => /^.*(?=;)/.exec(said));
    const all = [...ours, ...told.split(",").map(Number)];
    expect(all).toHaveLength(2 * MANY);
    expect(new Set(all).size).toBe(2 * MANY);
  } finally {
    other.kill();
  }
});
