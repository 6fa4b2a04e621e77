/** Our own code: the folder has been moved, deleted or replaced under the running process. */
export const FOLDER_GONE = "FOLDER_GONE";
/** Our own code: the disk has less room than one file of the log of Postgres. */
export const NEARLY_FULL = "NEARLY_FULL";

/** What the system's error codes mean for the folder of a database, as the end of "The database is unavailable: …". */
const MEANINGS: Readonly<Record<string, string>> = {
  [FOLDER_GONE]: "its folder has been moved or deleted",
  [NEARLY_FULL]: "its disk is nearly full",
  ENOSPC: "its disk is full",
  EDQUOT: "its share of the disk is used up",
  EROFS: "its disk is read-only",
  EFBIG: "its files may not become larger (ulimit -f)",
  EMFILE: "no file descriptors are left (ulimit -n)",
  ENFILE: "no file descriptors are left on this machine",
  EACCES: "its folder cannot be written",
  EPERM: "its folder cannot be written",
  EIO: "its disk fails",
  ENODEV: "its disk is gone",
  ENXIO: "its disk is gone",
  ESTALE: "its disk is gone",
  ENOTCONN: "its disk is gone",
};

/** An error with one of the codes here. Its message goes nowhere: the code says all. */
export const storageError = (code: string): Error => Object.assign(new Error(code), { code });

/** Whether a flush failed because this system cannot flush a folder. */
export const cannotFlush = (error: unknown): boolean =>
  ["EBADF", "EINVAL", "EISDIR", "EPERM"].includes((error as { code: string }).code);

/** Whether an error code is about the disk or the limits of the process: it may work again without a restart. */
export const isStorageError = (code: string | undefined): boolean => code !== undefined && code in MEANINGS;

export const storageProblem = (code: string): string => MEANINGS[code] ?? `its disk fails (${code})`;
