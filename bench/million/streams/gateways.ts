/** As many as one gateway gets where the limit of open files allows it. */
const MAX_STREAMS_PER_GATEWAY = 100_000;
/** Files and connections of a process besides its streams. */
const OTHER_FILES = 500;

/**
 * How many gateways so many streams need. Each has a process of the crowd of its own.
 *
 * @param filesLimit open files of one process
 */
export function gatewaysFor(streams: number, filesLimit: number): number {
  return Math.ceil(streams / Math.min(MAX_STREAMS_PER_GATEWAY, filesLimit - OTHER_FILES));
}
