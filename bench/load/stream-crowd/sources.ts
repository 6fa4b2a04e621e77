/**
 * Fewer than the 7,000 ports that Linux looks through first when a socket that may share its address asks for any port
 * (`inet_csk_find_open_port`). With 18,000 of one address it needs 3 ms of CPU for each further one.
 */
const STREAMS_PER_ADDRESS = 5000;
const ADDRESSES_PER_NETWORK = 250;

/** As many addresses of 127.0.0.0/8 as so many connections to one place need to come from. */
export function loopbackSources(streams: number): string[] {
  const count = Math.ceil(streams / STREAMS_PER_ADDRESS);
  const addressOf = (index: number) =>
    `127.77.${Math.floor(index / ADDRESSES_PER_NETWORK)}.${1 + (index % ADDRESSES_PER_NETWORK)}`;
  return Array.from({ length: count }, (_, index) => addressOf(index));
}
