/** A file that the server sent. */
export interface HostFile {
  bytes: Uint8Array<ArrayBuffer>;
  /** As the server proposes it. */
  fileName: string;
}

/** A quiz as a file. */
export interface ExportedQuiz extends HostFile {
  /** What the format cannot hold, so that the file does not have it. */
  notes: string[];
}

/** A reply with its bytes as a file. @param fallback its name if the reply names none */
export function toFile(data: ArrayBuffer, { headers }: Response, fallback: string): HostFile {
  return {
    bytes: new Uint8Array(data),
    fileName: fileNameOf(headers.get("content-disposition")) ?? fallback,
  };
}

/** The file's name in a Content-Disposition: `filename*` before `filename` (RFC 6266, RFC 8187). */
export function fileNameOf(header: string | null): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(header ?? "")?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Not percent-encoded UTF-8: the plain name is what is left.
    }
  }
  const [, quoted, token] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header ?? "") ?? [];
  return quoted?.replace(/\\(.)/g, "$1") ?? token;
}

/** The strings of a header that is a list of strings (RFC 9651, 3.1 and 3.3.3). */
export function stringsOf(header: string | null): string[] {
  return [...(header ?? "").matchAll(/"((?:[^"\\]|\\["\\])*)"/g)].map(([, text]) =>
    text!.replace(/\\(.)/g, "$1"),
  );
}
