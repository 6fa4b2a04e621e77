import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";
import type { RequestContext } from "../http/request-context.ts";
import type { Reply } from "../http/response.ts";
import { htmlHeaders } from "./html-policy.ts";
import { type Contents, StaticFile } from "./static-file.ts";

/** A longer `Accept-Language` is parsed at each request, in characters. */
const MAX_CACHED_HEADER_LENGTH = 200;
const MAX_CACHED_HEADERS = 1000;
const FALLBACK = "en";

/** One page in several languages: each reader gets the one that their browser wants most, or English. */
export class LanguagePage {
  readonly #files: ReadonlyMap<string, StaticFile>;
  readonly #languages: string[];
  /** By `Accept-Language`; browsers send few different ones. */
  readonly #chosen = new LRUCache<string, StaticFile>({ max: MAX_CACHED_HEADERS });

  /** @param variants the HTML by language, English among them */
  constructor(variants: ReadonlyMap<string, Contents>) {
    this.#languages = [...variants.keys()];
    this.#files = new Map(
      [...variants].map(([language, contents]) => [language, fileOf(contents, language)]),
    );
  }

  reply(request: Pick<RequestContext, "req">): MaybePromise<Reply> {
    const header = request.req.headers["accept-language"];
    return this.#fileFor(typeof header === "string" ? header : "").reply(request);
  }

  #fileFor(header: string): StaticFile {
    const known = this.#chosen.get(header);
    if (known) return known;
    const [language = FALLBACK] = new Negotiator({
      headers: { "accept-language": header || FALLBACK },
    }).languages([FALLBACK, ...this.#languages]);
    const file = this.#files.get(language) ?? this.#files.get(FALLBACK)!;
    if (header.length < MAX_CACHED_HEADER_LENGTH) this.#chosen.set(header, file);
    return file;
  }
}

function fileOf(contents: Contents, language: string): StaticFile {
  const headers = {
    ...htmlHeaders(contents.identity.toString()),
    "Content-Language": language,
    Vary: "Accept-Language",
  };
  return new StaticFile("text/html; charset=utf-8", headers, () => contents);
}
