import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type Transaction, types } from "@electric-sql/pglite";
import type { DatabaseReply, DatabaseRequest } from "./embedded-database.ts";

/** PGlite behind a message port; a transaction holds every other statement back until it ends. */

const port = parentPort!;
const opening = PGlite.create({
  ...(workerData.folder ? { dataDir: workerData.folder } : {}),
  parsers: { [types.INT8]: Number },
});

interface OpenTransaction {
  transaction: Transaction;
  end: (how: "commit" | "rollback") => void;
  ended: Promise<unknown>;
}
const open = new Map<number, OpenTransaction>();

async function begin(db: PGlite, id: number): Promise<void> {
  await new Promise<void>((started, refused) => {
    let end!: OpenTransaction["end"];
    const ending = new Promise<"commit" | "rollback">((resolve) => {
      end = resolve;
    });
    const ended = db.transaction(async (transaction) => {
      open.set(id, { transaction, end, ended });
      started();
      if ((await ending) === "rollback") await transaction.rollback();
    });
    ended.catch(refused);
  });
}

async function finish(id: number, how: "commit" | "rollback"): Promise<void> {
  const transaction = open.get(id);
  open.delete(id);
  transaction?.end(how);
  await transaction?.ended;
}

async function answer(request: DatabaseRequest): Promise<unknown[]> {
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
      const runner = request.transaction ? open.get(request.transaction)?.transaction : db;
      if (!runner) throw new Error("The transaction has ended.");
      if (request.values.length === 0 && request.text.includes(";")) {
        return (await runner.exec(request.text)).at(-1)?.rows ?? [];
      }
      return (await runner.query(request.text, [...request.values])).rows;
    }
  }
}

port.on("message", (request: DatabaseRequest) => {
  answer(request).then(
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
