/** The code of an answer without a choice. */
export const NO_CODE = -1;

/** How many bytes a cell's code and its time take: only as many as the values stored so far need. */
export interface Widths {
  code: 1 | 2 | 4;
  time: 2 | 4;
}
export const MIN_WIDTHS: Widths = { code: 1, time: 2 };

/** The size of a cell: the grade (2 bytes), the code and the time; 5 to 10 bytes. */
export function bytesPerCell({ code, time }: Widths): number {
  return 2 + code + time;
}

/** The smallest widths for codes up to `code` and times up to `time`, but not smaller than `current`. */
export function widthsFor(code: number, time: number, current = MIN_WIDTHS): Widths {
  return {
    code: current.code === 4 || code >= 2 ** 15 ? 4 : current.code === 2 || code >= 2 ** 7 ? 2 : 1,
    time: current.time === 4 || time >= 2 ** 16 ? 4 : 2,
  };
}

/** The contents of cells, each at the index of its row in a batch; the same values as in a column. */
export interface Cells {
  codes: Int32Array;
  elapsed: Int32Array;
  grades: Uint16Array;
}

export function emptyCells(rows: number): Cells {
  return { codes: new Int32Array(rows), elapsed: new Int32Array(rows), grades: new Uint16Array(rows) };
}
