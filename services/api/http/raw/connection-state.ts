/**
 * What a `RawConnection` is doing.
 *
 * | state       | meaning                                                      | a socket timeout means     |
 * | ----------- | ------------------------------------------------------------ | --------------------------- |
 * | idle        | no byte of a next request has arrived                        | idle too long: destroy      |
 * | receiving   | a part of a request has arrived                              | request too slow: detach    |
 * | dispatching | `handle` is running and has not replied                      | nothing                     |
 * | handling    | `handle` has returned; the reply comes later                 | if a body still arrives: detach |
 * | streaming   | the head of a streamed response is sent, its end is not      | after its end: reads too slowly: destroy |
 * | sending     | a reply whose body is a stream is sent                       | unless all written bytes are sent: reads too slowly: destroy |
 * | draining    | the response is written; the client has not yet read it      | reads too slowly: destroy   |
 * | closing     | what is written is still sent; what arrives is ignored       | reads too slowly: destroy   |
 * | detached    | the socket belongs to Node's server or to `onRequestTimeout` | (not our socket)            |
 *
 * | from                             | to                | when                                                      |
 * | -------------------------------- | ----------------- | --------------------------------------------------------- |
 * | idle                             | receiving         | bytes arrive that are not a complete request              |
 * | idle, receiving                  | dispatching       | a request is complete                                     |
 * | idle, receiving                  | detached          | the request is unsupported, incomplete, or too slow       |
 * | dispatching                      | handling          | `handle` returns without a reply                          |
 * | dispatching, handling            | streaming         | the handler writes the head of a streamed response        |
 * | dispatching, handling            | sending           | the reply's body is a stream                              |
 * | dispatching, handling            | draining          | the response is written and the socket's buffer is full   |
 * | handling                         | detached          | the rest of the body is too slow                          |
 * | all of these but draining        | idle or closing   | the response is over                                      |
 * | draining                         | idle or closing   | the client has read the response                          |
 * | idle                             | closing           | the client sends no more, or the gateway shuts down       |
 *
 * After a response the state is `closing` if the response said `Connection: close` (as one does that comes before the
 * end of the request's body), or if no request is buffered and the client sends no more or the gateway shuts down.
 * `dispatching` differs from `handling` so that a reply within `handle` leaves the next request to the parsing loop that
 * called it, instead of starting a second one.
 */
export type State =
  | "idle"
  | "receiving"
  | "dispatching"
  | "handling"
  | "streaming"
  | "sending"
  | "draining"
  | "closing"
  | "detached";

/** States in which a timeout means that the client does not read its response. */
export const READ_STATES: ReadonlySet<State> = new Set<State>(["draining", "sending", "streaming"]);
