import type { MessagePort } from "node:worker_threads";
import type { AnswersPage } from "../../../platform/contracts/answers.ts";
import type { Place } from "../../../platform/domain/stats.ts";
import { WorkbookWriter } from "../../../platform/xlsx/workbook-writer.ts";
import type { WorkbookReport } from "./workbook-report.ts";
import {
  ANSWERS,
  answerSheetRows,
  PLAYERS,
  type PlayerTotals,
  playerRows,
  questionRows,
  questionsSheet,
  SUMMARY,
  summaryRows,
} from "./workbook-sheets.ts";

/** The lists that the gateway reads page by page for a workbook. */
export interface WorkbookPages {
  places: Place[];
  answers: AnswersPage;
}

/** The gateway allows one more piece of the file, or sends a page: null after the last. */
export type ToWorker = { kind: "read" } | { kind: "page"; page: unknown };
/** The worker asks for the next page of a list, or sends a piece of the file, or has sent them all. */
export type FromWorker =
  | { kind: "next"; list: keyof WorkbookPages }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "end" };

export interface WorkbookTask {
  report: WorkbookReport;
  port: MessagePort;
}

/** Writes a report's workbook. It reads pages and sends bytes through the port, as fast as the gateway asks for them. */
export async function write({ report, port }: WorkbookTask): Promise<void> {
  const gateway = new GatewayLink(port);
  const writer = new WorkbookWriter();
  const writeSheets = async () => {
    // First, because the stats node does not keep the places for long. At most 100,000 players: some 15 MB.
    const places = await Array.fromAsync(gateway.pages("places"));
    const totals: PlayerTotals = new Map();
    await writer.addSheet(ANSWERS, answerSheetRows(report, gateway.pages("answers"), totals));
    await writer.addSheet(PLAYERS, playerRows(places, totals));
    await writer.addSheet(questionsSheet(report), onePage(questionRows(report)));
    await writer.addSheet(SUMMARY, onePage(summaryRows(report)));
    writer.finish();
  };
  await Promise.all([writeSheets(), gateway.send(writer.output)]);
  port.close();
}

async function* onePage<Row>(rows: Row[]): AsyncGenerator<Row[]> {
  yield rows;
}

class GatewayLink {
  readonly #port: MessagePort;
  #readsLeft = 0;
  #onRead = () => {};
  #onPage = (_page: unknown) => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: ToWorker) => {
      if (message.kind === "page") return this.#onPage(message.page);
      this.#readsLeft++;
      this.#onRead();
    });
  }

  async *pages<List extends keyof WorkbookPages>(list: List): AsyncGenerator<WorkbookPages[List]> {
    while (true) {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      this.#onPage = resolve;
      this.#post({ kind: "next", list });
      const page = await promise;
      if (page === null) return;
      yield page as WorkbookPages[List];
    }
  }

  async send(output: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of output) {
      while (this.#readsLeft === 0) {
        await new Promise<void>((resolve) => {
          this.#onRead = resolve;
        });
      }
      this.#readsLeft--;
      this.#post({ kind: "bytes", bytes });
    }
    this.#post({ kind: "end" });
  }

  #post(message: FromWorker): void {
    this.#port.postMessage(message);
  }
}
