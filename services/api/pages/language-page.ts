import Negotiator from "negotiator";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";
import { byHeader } from "../http/by-header.ts";
import type { RequestContext } from "../http/request-context.ts";
import type { Reply } from "../http/response.ts";
import { htmlFile } from "./html-file.ts";
import type { Contents, StaticFile } from "./static-file.ts";

const FALLBACK = "en";

/** One page in several languages: each reader gets the one that their browser wants most, or English. */
export class LanguagePage {
  /** By `Accept-Language`. */
  readonly #fileFor: (header: string) => StaticFile;

  /** @param variants the HTML by language, English among them */
  constructor(variants: ReadonlyMap<string, Contents>) {
    const files = new Map(
      [...variants].map(([language, contents]) => [language, fileOf(contents, language)]),
    );
    this.#fileFor = byHeader((header) => {
      const [language = FALLBACK] = new Negotiator({
        headers: { "accept-language": header || FALLBACK },
      }).languages([FALLBACK, ...variants.keys()]);
      return files.get(language) ?? files.get(FALLBACK)!;
    });
  }

  reply(request: Pick<RequestContext, "req">): MaybePromise<Reply> {
    const header = request.req.headers["accept-language"];
    return this.#fileFor(typeof header === "string" ? header : "").reply(request);
  }
}

const fileOf = (contents: Contents, language: string) =>
  htmlFile(contents, { "Content-Language": language, Vary: "Accept-Language" });
