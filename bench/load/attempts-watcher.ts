import { createParser } from "eventsource-parser";

/** The stats events of one question on an event stream: how many answers they counted, and when they came. */
export class AttemptsWatcher {
  readonly updates: { attempts: number; at: number }[] = [];
  readonly #abort = new AbortController();
  #finished: Promise<void> = Promise.resolve();

  static async open(url: string, question: number): Promise<AttemptsWatcher> {
    const watcher = new AttemptsWatcher();
    const reply = await fetch(url, { signal: watcher.#abort.signal });
    if (!reply.ok || !reply.body) throw new Error(`${url}: ${reply.status}`);
    watcher.#finished = watcher.#read(reply.body, question).catch(() => {});
    return watcher;
  }

  async #read(body: ReadableStream<Uint8Array>, question: number): Promise<void> {
    let receivedAt = 0;
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event !== "stats") return;
        const stats = JSON.parse(data) as { question: number; attempts: number };
        if (stats.question === question) this.updates.push({ attempts: stats.attempts, at: receivedAt });
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      receivedAt = Date.now();
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#finished;
  }
}
