import { chain, type MaybePromise } from "../../../platform/maybe-promise.ts";
import { type EncodedReplies, encodeReplies, encodingFor, plainReplies } from "../http/encoded-replies.ts";
import type { RequestContext } from "../http/request-context.ts";
import { conditionalReply, type Reply } from "../http/response.ts";

/** For a file whose name changes with its contents: nobody need ever ask for it again. */
export const FOR_GOOD = "public, max-age=31536000, immutable";
/** For a file that keeps its name: a browser keeps it and asks each time whether it is still the same. */
export const ASK_EACH_TIME = "public, no-cache";

export interface Contents {
  identity: Buffer;
  /** The same in Brotli, if it has been compressed before. */
  br?: Buffer | undefined;
  /** The same in gzip, if it has been compressed before. */
  gzip?: Buffer | undefined;
  /** Compressed in itself, such as a font: nothing is gained by compressing it again. */
  isPacked?: boolean;
}

/** A file that everybody gets alike. It is read and compressed for the first request, and then kept in memory. */
export class StaticFile {
  readonly #type: string;
  readonly #headers: Record<string, string>;
  readonly #read: () => MaybePromise<Contents>;
  #replies: MaybePromise<EncodedReplies> | undefined;

  /**
   * @param type the `Content-Type`
   * @param headers `Cache-Control`, and those that only this file needs
   * @param read called once, and again after a failure
   */
  constructor(
    type: string,
    headers: Readonly<Record<string, string>> & { "Cache-Control": string },
    read: () => MaybePromise<Contents>,
  ) {
    this.#type = type;
    this.#headers = headers;
    this.#read = read;
  }

  /** The file in the encoding that the client accepts; 304 if the client has it. @throws what `read` throws */
  reply(exchange: Pick<RequestContext, "req">): MaybePromise<Reply> {
    if (!this.#replies) this.#load();
    return chain(this.#replies!, (replies) => conditionalReply(exchange, replies[encodingFor(exchange)]));
  }

  #load(): void {
    const loading = this.#encode();
    this.#replies = loading;
    loading.then(
      (replies) => {
        this.#replies = replies;
      },
      () => {
        this.#replies = undefined;
      },
    );
  }

  async #encode(): Promise<EncodedReplies> {
    const { identity, isPacked, ...compressed } = await this.#read();
    if (isPacked) return plainReplies(identity, this.#headers, this.#type);
    return encodeReplies(identity, this.#headers, this.#type, compressed);
  }
}
