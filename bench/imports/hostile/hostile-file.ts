import type { ImportFormat } from "../../../platform/domain/quiz-formats.ts";

/** A file that takes far more work or memory than its size lets expect, if a reader does not look out. */
export interface HostileFile {
  /** What it is made of, such as "a million open braces". */
  name: string;
  /** The format that the host names. If absent, it is detected. */
  format?: ImportFormat;
  /**
   * What becomes of it: how many questions are imported, or words of the reason why it is refused.
   */
  outcome: number | RegExp;
  /** Whether it takes more than a tenth of a second: the tests leave it to the bench. */
  isSlow?: boolean;
  /** At most 4 MiB, which is what the gateway takes. */
  bytes(): Buffer;
}

/** The largest body of an import. */
export const MAX_FILE_BYTES = 4 * 2 ** 20;
/** One question more than a file may have. */
export const TOO_MANY = 50_001;
export const MILLION = 1_000_000;

/** A text of the largest size that a file may have: a unit between a beginning and an end. */
export function full(unit: string, start = "", end = ""): string {
  const room = MAX_FILE_BYTES - Buffer.byteLength(start) - Buffer.byteLength(end);
  return start + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + end;
}

/** A file of text. */
export function textFile(
  format: ImportFormat | undefined,
  name: string,
  text: () => string,
  outcome: HostileFile["outcome"],
  pace?: "slow",
): HostileFile {
  return {
    name,
    ...(format && { format }),
    outcome,
    isSlow: pace === "slow",
    bytes: () => Buffer.from(text()),
  };
}
