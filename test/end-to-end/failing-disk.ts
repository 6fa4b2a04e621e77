import { renameSync } from "node:fs";
import { join } from "node:path";
import { expectError, must, type Reply } from "../harness/client.ts";
import type { Verdict } from "../harness/contract.ts";
import type { StandaloneNode } from "../harness/deployment.ts";
import { type Player, receiptOf } from "../harness/player.ts";
import { setLimit } from "../harness/process-limits.ts";
import { until, untilEqual } from "../harness/until.ts";
import { at, type SessionFixture } from "./fixture.ts";

/** Something that happens to the disk of a node, and the reason that `/readyz` gives then. */
interface DiskFault {
  begin(node: StandaloneNode): void;
  end(node: StandaloneNode): void;
  reason: string;
}

const database = ({ node }: StandaloneNode) => join(node.folder, "database");

/** Files that may not grow stand for a full disk, which needs root to make: the log of Postgres cannot be written. */
export const DISK_FAULTS: readonly DiskFault[] = [
  {
    begin: ({ node }) => setLimit(node.pid, "fsize", 0),
    end: ({ node }) => setLimit(node.pid, "fsize", "unlimited"),
    reason: "its files may not become larger (ulimit -f)",
  },
  {
    begin: (deployment) => renameSync(database(deployment), `${database(deployment)}.away`),
    end: (deployment) => renameSync(`${database(deployment)}.away`, database(deployment)),
    reason: "its folder has been moved or deleted",
  },
];

/**
 * One player answers before the fault, one during it, one after it: the first is accepted, the second gets a receipt,
 * `/readyz` says why, reads go on, and then, without a restart, the node stores the second one itself and the third is
 * accepted.
 *
 * @param players three who have not answered question 1, which is open
 */
export async function playThroughDiskFault(
  deployment: StandaloneNode,
  fixture: SessionFixture,
  players: readonly Player[],
  fault: DiskFault,
): Promise<void> {
  const ready = () => fixture.client.send<{ data?: { missing: string[] } }>("GET", "/readyz");
  const stored = async () => {
    return must(await fixture.host.audit(fixture.session.id), 200).all.stored;
  };
  must(await at(players, 0).answer(1, { choice: 1 }), 201);
  const storedBefore = await stored();
  fault.begin(deployment);
  let refused: Reply<Verdict>;
  try {
    refused = await at(players, 1).answerOnce(1, { choice: 1 });
    expectError(refused, 503, "TRY_AGAIN");
    const { missing } = must(await ready(), 503).data ?? {};
    expect(missing).toEqual([`the database (${fault.reason})`]);
    expect(must(await fixture.spectator.state(), 200).question?.no).toBe(1);
  } finally {
    fault.end(deployment);
  }
  const receipt = receiptOf(refused);
  await until("the node is ready again", async () => (await ready()).status === 200);
  await untilEqual("the put-off answer is stored", stored, storedBefore + 1);
  must(await at(players, 1).answerOnce(1, { choice: 1 }, receipt), 200);
  must(await at(players, 2).answer(1, { choice: 1 }), 201);
}
