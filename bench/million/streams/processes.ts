import { openFilesLimit } from "../../load/stream-crowd/open-files.ts";

/** As many as one gateway, or one process of the crowd, gets where the limit of open files allows it. */
const MAX_STREAMS_PER_GATEWAY = 100_000;
const MAX_STREAMS_PER_CROWD_PROCESS = 250_000;
/** Files and connections of a process besides its streams. */
const OTHER_FILES = 1000;

/** How many processes so many streams need. */
export interface StreamProcesses {
  gateways: number;
  crowd: number;
}

/** @param filesLimit open files of one process */
export function processesFor(streams: number, filesLimit = openFilesLimit()): StreamProcesses {
  const perProcess = (most: number) => Math.ceil(streams / Math.min(most, filesLimit - OTHER_FILES));
  return { gateways: perProcess(MAX_STREAMS_PER_GATEWAY), crowd: perProcess(MAX_STREAMS_PER_CROWD_PROCESS) };
}
