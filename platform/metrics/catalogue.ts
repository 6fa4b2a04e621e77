/** The services that a metric may come from. */
type ServiceKind = "api" | "quiz" | "sessions" | "answers" | "stats";

export interface MetricDescription {
  /** A Prometheus type. A counter only grows during the life of the process. */
  type: "counter" | "gauge" | "histogram";
  /** The unit of its values. The name ends with it if this is usual in Prometheus. */
  unit: string;
  help: string;
  labels: readonly string[];
  /** Only nodes that run one of these services have it. */
  on: readonly ServiceKind[];
  /** Histograms only: the upper bounds of the buckets, without `+Inf`. */
  buckets?: readonly number[];
}

const EVERY_KIND: readonly ServiceKind[] = ["api", "quiz", "sessions", "answers", "stats"];
const KINDS_WITH_DATABASE: readonly ServiceKind[] = ["quiz", "sessions", "answers", "stats"];

/** In seconds: from a request that is answered from memory to one that is about to time out. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ROWS_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/**
 * Every metric that a node exposes; it exposes no other. Names stay the same from release to release, because
 * dashboards, alerts and the scaling of the cluster use them. A label has few values, all known in advance: the name
 * of an operation, never an id.
 */
export const catalogue = {
  stampede_requests_total: {
    type: "counter",
    unit: "requests",
    help: "Finished requests, by route (the operation's name in /api/openapi.json; `page` for /docs and its files; `none` if no route matches the address) and HTTP status. An event stream is counted when it opens.",
    labels: ["route", "status"],
    on: ["api"],
  },
  stampede_request_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Time from a request's arrival at the gateway to its reply, by route; without event streams.",
    labels: ["route"],
    on: ["api"],
    buckets: SECONDS_BUCKETS,
  },
  stampede_requests_in_flight: {
    type: "gauge",
    unit: "requests",
    help: "Requests without a reply yet; without event streams.",
    labels: [],
    on: ["api"],
  },
  stampede_answers_total: {
    type: "counter",
    unit: "answers",
    help: "Answers received by this gateway, by outcome as in the ledger: accepted, repeated, changed, early, late, invalid, putOff (refused for now, with a receipt).",
    labels: ["verdict"],
    on: ["api"],
  },
  stampede_answers_held: {
    type: "gauge",
    unit: "answers",
    help: "Answers on this gateway that wait for their verdict.",
    labels: [],
    on: ["api"],
  },
  stampede_answers_put_off_total: {
    type: "counter",
    unit: "answers",
    help: "Answers that this gateway put off with a receipt, by reason: unreachable (no answers node, or no connection to NATS), timeout, database, overload (a full queue), undecided.",
    labels: ["reason"],
    on: ["api"],
  },
  stampede_answers_waiting: {
    type: "gauge",
    unit: "answers",
    help: "Answers that this gateway put off and that have no verdict yet. It delivers them itself when the servers are back; as long as they are away, the number stays.",
    labels: [],
    on: ["api"],
  },
  stampede_answers_delivered_total: {
    type: "counter",
    unit: "answers",
    help: "What became of put-off answers: stored, contested (another answer of the player counts), late (it arrived after the close, or was delivered past the limit), invalid (also early), forgotten (no room left, or too old; their players still have receipts).",
    labels: ["outcome"],
    on: ["api"],
  },
  stampede_streams_open: {
    type: "gauge",
    unit: "streams",
    help: "Open event streams.",
    labels: [],
    on: ["api"],
  },
  stampede_streams_waiting: {
    type: "gauge",
    unit: "streams",
    help: "Event streams that wait for their opening, because many open at once.",
    labels: [],
    on: ["api"],
  },
  stampede_streams_refused_total: {
    type: "counter",
    unit: "streams",
    help: "Event streams that were refused with a Retry-After, because too many waited for their opening.",
    labels: [],
    on: ["api"],
  },
  stampede_streams_behind_total: {
    type: "counter",
    unit: "readers",
    help: "Slow consumers of event streams, by outcome: skipped (a client got no events until its connection could take the newest state; counted each time) or dropped (a client did not catch up and was disconnected).",
    labels: ["outcome"],
    on: ["api"],
  },
  stampede_streams_limit: {
    type: "gauge",
    unit: "streams",
    help: "Maximum number of open event streams on this gateway (STAMPEDE_STREAMS_MAX).",
    labels: [],
    on: ["api"],
  },
  stampede_http_requests_parsed_total: {
    type: "counter",
    unit: "requests",
    help: "HTTP requests by the parser that read them: raw (the gateway's own, fast) or node (Node's, for unusual requests; the connection closes after the reply). With STAMPEDE_RAW_HTTP=off Node's parser reads all.",
    labels: ["parser"],
    on: ["api"],
  },
  stampede_connections_open: {
    type: "gauge",
    unit: "connections",
    help: "Open connections of clients on this gateway.",
    labels: [],
    on: ["api"],
  },
  stampede_connections_limit: {
    type: "gauge",
    unit: "connections",
    help: "Maximum number of open connections on this gateway (STAMPEDE_CONNECTIONS_MAX, or fewer if the process may not open so many files).",
    labels: [],
    on: ["api"],
  },
  stampede_connections_closed_total: {
    type: "counter",
    unit: "connections",
    help: "Connections that this gateway did not keep because it had too many, by outcome: evicted (an idle one that made room for a new one) or refused (a new one, because none was idle or its address had its share).",
    labels: ["outcome"],
    on: ["api"],
  },
  stampede_session_lookups_total: {
    type: "counter",
    unit: "requests",
    help: "Requests without a player's token for a session that this gateway did not know, by outcome: madeUp (404 without a look-up, because the tag in the id is wrong), found, unknown, refused (429 or 503, because too many such sessions were looked up).",
    labels: ["outcome"],
    on: ["api"],
  },
  stampede_cache_reads_total: {
    type: "counter",
    unit: "reads",
    help: "Reads of a cache, by outcome: hit, or miss if the value had to be loaded. `sessions`, `snapshots` and `quizzes` are a gateway's own caches; `shared` is Redis, or the in-memory map of a standalone node. A failed read of it is a miss.",
    labels: ["cache", "outcome"],
    on: EVERY_KIND,
  },
  stampede_queue_rows: {
    type: "gauge",
    unit: "rows",
    help: "Answers in the queue of this node: their write has not started.",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_limit_rows: {
    type: "gauge",
    unit: "rows",
    help: "Maximum number of answers in the queue (STAMPEDE_QUEUE_ROWS).",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How long the first answer in the queue has waited; 0 if the queue is empty.",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_wait_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "How long a batch of a gateway waited until its write started or the batch was rejected.",
    labels: [],
    on: ["answers"],
    buckets: SECONDS_BUCKETS,
  },
  stampede_commit_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Time from the start of a write to its commit or failure, with all attempts.",
    labels: [],
    on: ["answers"],
    buckets: SECONDS_BUCKETS,
  },
  stampede_commit_failures_total: {
    type: "counter",
    unit: "writes",
    help: "Writes that failed for good: their answers were put off with a receipt.",
    labels: [],
    on: ["answers"],
  },
  stampede_batch_rows: {
    type: "histogram",
    unit: "rows",
    help: "Answers per write. The sum is the number of all answers that were written or recognised as repeats.",
    labels: [],
    on: ["answers"],
    buckets: ROWS_BUCKETS,
  },
  stampede_stored_rows_total: {
    type: "counter",
    unit: "rows",
    help: "Answers that this node has committed, each counted once.",
    labels: [],
    on: ["answers"],
  },
  stampede_refresh_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "Duration of one refresh of a session's stats, with reading and publishing.",
    labels: [],
    on: ["stats"],
    buckets: SECONDS_BUCKETS,
  },
  stampede_refresh_lag_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "The longest time that stored answers on this node have waited to be shown. Up to STATS_MAX_INTERVAL_MS is normal.",
    labels: [],
    on: ["stats"],
  },
  stampede_refresh_failures_total: {
    type: "counter",
    unit: "refreshes",
    help: "Failed refreshes; each is retried.",
    labels: [],
    on: ["stats"],
  },
  stampede_boards: {
    type: "gauge",
    unit: "boards",
    help: "Sessions whose board is in this node's memory.",
    labels: [],
    on: ["stats"],
  },
  stampede_boards_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Memory used by these boards (at most STAMPEDE_BOARDS_MIB, except if a single board is larger).",
    labels: [],
    on: ["stats"],
  },
  stampede_sessions: {
    type: "gauge",
    unit: "sessions",
    help: "Sessions in the whole system, by state: open, or scheduled and not open yet. Every sessions node reports the same value: use max(), not sum().",
    labels: ["state"],
    on: ["sessions"],
  },
  stampede_scheduled_players: {
    type: "gauge",
    unit: "players",
    help: "Players to expect in the whole system, by lead time `lead` (0s, 5m, 15m, 30m, 1h): the sum over all sessions that are open or open within this time. Each session adds its expected players, or those who have joined if they are more, until it ends, but for at most 6 h after its opening. Every sessions node reports the same value: use max(), not sum().",
    labels: ["lead"],
    on: ["sessions"],
  },
  stampede_scheduled_players_over_limit: {
    type: "gauge",
    unit: "players",
    help: "Expected players that `stampede_scheduled_players` leaves out, by lead time, because their host has announced more than STAMPEDE_EXPECTED_PLAYERS_MAX or the operator's own limit for this host. Nothing is started for them. Every sessions node reports the same value: use max(), not sum().",
    labels: ["lead"],
    on: ["sessions"],
  },
  stampede_clock_overdue_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Delay of the most overdue step of any session (an opening, a close, a reveal); 0 if no step is overdue. Every sessions node reports the same value: use max().",
    labels: [],
    on: ["sessions"],
  },
  stampede_joined_players_total: {
    type: "counter",
    unit: "players",
    help: "Players who joined through this node.",
    labels: [],
    on: ["sessions"],
  },
  stampede_pool_connections: {
    type: "gauge",
    unit: "connections",
    help: "Database connections of this node, by state (busy, idle).",
    labels: ["state"],
    on: KINDS_WITH_DATABASE,
  },
  stampede_pool_limit_connections: {
    type: "gauge",
    unit: "connections",
    help: "Maximum number of database connections of this node (STAMPEDE_POOL_SIZE).",
    labels: [],
    on: KINDS_WITH_DATABASE,
  },
  stampede_pool_waiting: {
    type: "gauge",
    unit: "callers",
    help: "Callers on this node that wait for a database connection.",
    labels: [],
    on: KINDS_WITH_DATABASE,
  },
  stampede_event_loop_delay_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Delay of the event loop over the last 10 to 20 s, by quantile `q` (0.5, 0.9, 0.99; 1 is the maximum).",
    labels: ["q"],
    on: EVERY_KIND,
  },
  stampede_event_loop_busy_seconds_total: {
    type: "counter",
    unit: "seconds",
    help: "Time in which the event loop was busy. Its rate is the share of one core that the main thread uses; at 1 the node can do no more.",
    labels: [],
    on: EVERY_KIND,
  },
  stampede_nodes_online: {
    type: "gauge",
    unit: "nodes",
    help: "Nodes that this node knows to be online, including itself.",
    labels: [],
    on: EVERY_KIND,
  },
  stampede_transport_up: {
    type: "gauge",
    unit: "1 or 0",
    help: "1 if this node is connected to NATS or needs no NATS, otherwise 0.",
    labels: [],
    on: EVERY_KIND,
  },
  stampede_clock_ahead_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How far this node's time is ahead of the system's clock, which was set back. It shrinks by 2 % of the time that passes, or ends with a restart.",
    labels: [],
    on: EVERY_KIND,
  },
  stampede_node_info: {
    type: "gauge",
    unit: "always 1",
    help: "This node: its name, its version, the services that it runs.",
    labels: ["node", "version", "services"],
    on: EVERY_KIND,
  },
  process_cpu_seconds_total: {
    type: "counter",
    unit: "seconds",
    help: "CPU time of this process, all threads, user and system mode.",
    labels: [],
    on: EVERY_KIND,
  },
  process_resident_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Memory of this process in RAM.",
    labels: [],
    on: EVERY_KIND,
  },
  process_start_time_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "Start of this process, in seconds since 1970.",
    labels: [],
    on: EVERY_KIND,
  },
  nodejs_heap_size_used_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "JavaScript heap in use on the main thread.",
    labels: [],
    on: EVERY_KIND,
  },
  nodejs_heap_size_limit_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Maximum heap of the main thread. The process crashes if it needs more.",
    labels: [],
    on: EVERY_KIND,
  },
  nodejs_external_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Memory outside the heap that belongs to JavaScript objects: buffers, boards.",
    labels: [],
    on: EVERY_KIND,
  },
} as const satisfies Record<string, MetricDescription>;

export type MetricName = keyof typeof catalogue;

/** The names of the labels of a metric. */
export type LabelOf<Name extends MetricName> = (typeof catalogue)[Name]["labels"][number];
