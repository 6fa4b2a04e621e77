/** A kind of file that cannot be imported. */
export interface ForeignKind {
  /** With its article, such as "a PDF document". */
  name: string;
  /** What the host can do instead. */
  advice?: string;
}

/** What a host does with text in a file that is no text. */
export const COPY_TEXT = "copy its questions into a text file or a table, and send that";
