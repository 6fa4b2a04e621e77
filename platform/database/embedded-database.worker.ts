import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type Transaction, types } from "@electric-sql/pglite";
import type { DatabaseReply, DatabaseRequest } from "./embedded-database.ts";

/** Runs PGlite and handles requests from a message port. During a transaction all other statements wait. */

const port = parentPort!;
const opening = PGlite.create({
  ...(workerData.folder ? { dataDir: workerData.folder } : {}),
  parsers: { [types.INT8]: Number },
});

type Outcome = "commit" | "rollback";

interface OpenTransaction {
  transaction: Transaction;
  end: (outcome: Outcome) => void;
  ended: Promise<unknown>;
}
const openTransactions = new Map<number, OpenTransaction>();

async function begin(db: PGlite, id: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let end!: OpenTransaction["end"];
    const outcome = new Promise<Outcome>((resolveOutcome) => {
      end = resolveOutcome;
    });
    const ended = db.transaction(async (transaction) => {
      openTransactions.set(id, { transaction, end, ended });
      resolve();
      if ((await outcome) === "rollback") await transaction.rollback();
    });
    ended.catch(reject);
  });
}

async function finish(id: number, outcome: Outcome): Promise<void> {
  const transaction = openTransactions.get(id);
  openTransactions.delete(id);
  transaction?.end(outcome);
  await transaction?.ended;
}

async function handle(request: DatabaseRequest): Promise<unknown[]> {
  const db = await opening;
  switch (request.kind) {
    case "begin":
      await begin(db, request.transaction);
      return [];
    case "commit":
    case "rollback":
      await finish(request.transaction, request.kind);
      return [];
    case "close":
      await db.close();
      return [];
    case "query": {
      const runner = request.transaction ? openTransactions.get(request.transaction)?.transaction : db;
      if (!runner) throw new Error("The transaction has ended.");
      if (request.values.length === 0 && request.text.includes(";")) {
        return (await runner.exec(request.text)).at(-1)?.rows ?? [];
      }
      return (await runner.query(request.text, [...request.values])).rows;
    }
  }
}

port.on("message", (request: DatabaseRequest) => {
  handle(request).then(
    (rows) => port.postMessage({ id: request.id, rows } satisfies DatabaseReply),
    (error) => {
      const { message, code, detail, constraint } = error as Record<string, string>;
      port.postMessage({
        id: request.id,
        error: { message: String(message), code, detail, constraint },
      } as DatabaseReply);
    },
  );
});
