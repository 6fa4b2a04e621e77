/** A reason why a node cannot use its database folder. The message is one line for the operator. */
export class DatabaseFolderError extends Error {
  /** The reason without paths, as the end of "the database: …". */
  readonly problem: string;

  constructor(message: string, problem = "its folder cannot be used") {
    super(message);
    this.name = "DatabaseFolderError";
    this.problem = problem;
  }
}

export class FolderInUse extends DatabaseFolderError {
  constructor(folder: string) {
    super(
      `Another process uses ${folder}. Stop it first, or set DATA_DIR to another directory.`,
      "another process uses its folder",
    );
    this.name = "FolderInUse";
  }
}

/** The database in the folder is older than changes that were acknowledged in it. */
export class AcknowledgedChangesMissing extends DatabaseFolderError {
  /**
   * @param found what is there instead
   * @param until when the last change was acknowledged, as an ISO time
   * @param record the file that says so
   */
  constructor(folder: string, found: string, until: string, record: string) {
    super(
      `The database in ${folder} lacks changes that were acknowledged until ${until}: ${found}. ` +
        `Bring the newer database back. To go on without these changes, delete ${record}.`,
      "it lacks acknowledged changes",
    );
    this.name = "AcknowledgedChangesMissing";
  }
}
