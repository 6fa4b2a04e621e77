import { createParser } from "eventsource-parser";

/** What one open stream of a gateway said of one question: how many answers its figures counted, and when. */
export class AttemptsHeard {
  readonly heard: { attempts: number; at: number }[] = [];
  readonly #end = new AbortController();
  #reading: Promise<void> = Promise.resolve();

  static async open(url: string, question: number): Promise<AttemptsHeard> {
    const stream = new AttemptsHeard();
    const reply = await fetch(url, { signal: stream.#end.signal });
    if (!reply.ok || !reply.body) throw new Error(`${url}: ${reply.status}`);
    stream.#reading = stream.#read(reply.body, question).catch(() => {});
    return stream;
  }

  async #read(body: ReadableStream<Uint8Array>, question: number): Promise<void> {
    let at = 0;
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event !== "stats") return;
        const figures = JSON.parse(data) as { question: number; attempts: number };
        if (figures.question === question) this.heard.push({ attempts: figures.attempts, at });
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      at = Date.now();
      parser.feed(decoder.decode(chunk, { stream: true }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#reading;
  }
}
