/** The kinds of service that a metric may come from. */
type Kind = "api" | "quiz" | "sessions" | "answers" | "stats";

export interface MetricDescription {
  /** As Prometheus knows them. A counter only grows while the process lives. */
  type: "counter" | "gauge" | "histogram";
  /** What one number of it is; the name ends in it where Prometheus' habits ask for that. */
  unit: string;
  help: string;
  labels: readonly string[];
  /** Which nodes have it: those that carry one of these services. */
  on: readonly Kind[];
  /** Of a histogram: the upper bounds of its buckets, but for the last, which has none. */
  buckets?: readonly number[];
}

const EVERY: readonly Kind[] = ["api", "quiz", "sessions", "answers", "stats"];
const WITH_DATABASE: readonly Kind[] = ["quiz", "sessions", "answers", "stats"];

/** From a request that is answered out of memory to one that is about to be given up, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/**
 * Every metric that a node exposes; none is exposed that is not here. Names are kept from release to release:
 * dashboards, alerts and the scaling of the cluster stand on them. Labels have few values, known in advance: a
 * route's pattern, never an id.
 */
export const catalogue = {
  stampede_requests_total: {
    type: "counter",
    unit: "requests",
    help: "Requests answered, by route (the name of its operation in /api/openapi.json; `none` for an address that has no route) and by HTTP status. An event stream counts when it opens.",
    labels: ["route", "status"],
    on: ["api"],
  },
  stampede_request_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "From a request's arrival at the gateway to its reply, by route; event streams left out.",
    labels: ["route"],
    on: ["api"],
    buckets: SECONDS,
  },
  stampede_requests_in_flight: {
    type: "gauge",
    unit: "requests",
    help: "Requests that have not been answered yet; event streams left out.",
    labels: [],
    on: ["api"],
  },
  stampede_answers_total: {
    type: "counter",
    unit: "answers",
    help: "Answers that came to this gateway, by verdict, as in the books: accepted, repeated, changed, early, late, invalid, putOff (sent away with a receipt).",
    labels: ["verdict"],
    on: ["api"],
  },
  stampede_answers_held: {
    type: "gauge",
    unit: "answers",
    help: "Answers that wait at this gateway for their verdict.",
    labels: [],
    on: ["api"],
  },
  stampede_streams_open: {
    type: "gauge",
    unit: "streams",
    help: "Open event streams.",
    labels: [],
    on: ["api"],
  },
  stampede_streams_behind_total: {
    type: "counter",
    unit: "readers",
    help: "Readers of event streams who fell behind, by outcome: skipped, each time one was left out until it could be sent the newest state; dropped, where one never caught up.",
    labels: ["outcome"],
    on: ["api"],
  },
  stampede_streams_limit: {
    type: "gauge",
    unit: "streams",
    help: "The most event streams that this gateway holds open (STAMPEDE_STREAMS_MAX).",
    labels: [],
    on: ["api"],
  },
  stampede_cache_reads_total: {
    type: "counter",
    unit: "reads",
    help: "Reads of a cache, by outcome: hit, or miss where it had to be got from elsewhere. `sessions`, `snapshots` and `quizzes` are a gateway's own copies; `shared` is Redis, or the map in its place, where a read that failed is a miss.",
    labels: ["cache", "outcome"],
    on: EVERY,
  },
  stampede_queue_rows: {
    type: "gauge",
    unit: "rows",
    help: "Answers that wait at this node for their write to begin.",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_limit_rows: {
    type: "gauge",
    unit: "rows",
    help: "The most answers that may wait (STAMPEDE_QUEUE_ROWS).",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_age_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How long the first answer in the queue has waited; 0 where none waits.",
    labels: [],
    on: ["answers"],
  },
  stampede_queue_wait_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "How long a gateway's batch waited for its write to begin, those included that waited in vain.",
    labels: [],
    on: ["answers"],
    buckets: SECONDS,
  },
  stampede_commit_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "From the beginning of a write to its commit or failure, with all its tries.",
    labels: [],
    on: ["answers"],
    buckets: SECONDS,
  },
  stampede_commit_failures_total: {
    type: "counter",
    unit: "writes",
    help: "Writes that were given up: their answers were put off with a receipt.",
    labels: [],
    on: ["answers"],
  },
  stampede_batch_rows: {
    type: "histogram",
    unit: "rows",
    help: "Answers of one write; its sum is all answers that were written or met as repeats.",
    labels: [],
    on: ["answers"],
    buckets: ROWS,
  },
  stampede_stored_rows_total: {
    type: "counter",
    unit: "rows",
    help: "Answers that this node has stored: committed, each for the first time.",
    labels: [],
    on: ["answers"],
  },
  stampede_refresh_duration_seconds: {
    type: "histogram",
    unit: "seconds",
    help: "What one refresh of a session's figures took, reading and publishing included.",
    labels: [],
    on: ["stats"],
    buckets: SECONDS,
  },
  stampede_refresh_lag_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "The longest that stored answers have waited on this node to be shown; up to STATS_MAX_INTERVAL_MS is by design.",
    labels: [],
    on: ["stats"],
  },
  stampede_refresh_failures_total: {
    type: "counter",
    unit: "refreshes",
    help: "Refreshes that failed; each is tried again.",
    labels: [],
    on: ["stats"],
  },
  stampede_boards: {
    type: "gauge",
    unit: "boards",
    help: "Sessions whose board this node keeps in memory.",
    labels: [],
    on: ["stats"],
  },
  stampede_boards_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "What these boards occupy (at most STAMPEDE_BOARDS_MIB, but for a single larger one).",
    labels: [],
    on: ["stats"],
  },
  stampede_sessions: {
    type: "gauge",
    unit: "sessions",
    help: "Sessions in the whole system that are open, or scheduled and not open yet, by state (open, scheduled). Every sessions node says the same: take max(), not sum().",
    labels: ["state"],
    on: ["sessions"],
  },
  stampede_scheduled_players: {
    type: "gauge",
    unit: "players",
    help: "Players to be ready for, in the whole system: of each session that is open or whose `opensAt` is at most `lead` away (0s, 5m, 15m, 30m, 1h), the expected players or those who have joined, whichever is more; until it ends, at most 6 h from its opening. Every sessions node says the same: take max(), not sum().",
    labels: ["lead"],
    on: ["sessions"],
  },
  stampede_clock_overdue_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How long the most overdue step of any session (an opening, a close, a reveal) has been due; 0 where none is. Every sessions node says the same: take max().",
    labels: [],
    on: ["sessions"],
  },
  stampede_joined_players_total: {
    type: "counter",
    unit: "players",
    help: "Players whom this node has let in.",
    labels: [],
    on: ["sessions"],
  },
  stampede_pool_connections: {
    type: "gauge",
    unit: "connections",
    help: "This node's connections to the database, by state (busy, idle).",
    labels: ["state"],
    on: WITH_DATABASE,
  },
  stampede_pool_limit_connections: {
    type: "gauge",
    unit: "connections",
    help: "The most connections that this node may have (STAMPEDE_POOL_SIZE).",
    labels: [],
    on: WITH_DATABASE,
  },
  stampede_pool_waiting: {
    type: "gauge",
    unit: "callers",
    help: "Callers on this node that wait for a connection to the database.",
    labels: [],
    on: WITH_DATABASE,
  },
  stampede_event_loop_delay_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "How late the event loop turned, over the last 10 to 20 s, by quantile `q` (0.5, 0.9, 0.99; 1 is the longest).",
    labels: ["q"],
    on: EVERY,
  },
  stampede_event_loop_busy_seconds_total: {
    type: "counter",
    unit: "seconds",
    help: "Time in which the event loop had something to do: its rate is the share of one core that is in use, and at 1 nothing more goes through this process.",
    labels: [],
    on: EVERY,
  },
  stampede_nodes_online: {
    type: "gauge",
    unit: "nodes",
    help: "Nodes that this one knows to be there, itself included.",
    labels: [],
    on: EVERY,
  },
  stampede_transport_up: {
    type: "gauge",
    unit: "1 or 0",
    help: "Whether this node's connection to NATS is up; 1 where it needs none.",
    labels: [],
    on: EVERY,
  },
  stampede_node_info: {
    type: "gauge",
    unit: "always 1",
    help: "Which node this is: its name, its release, the services that it carries.",
    labels: ["node", "version", "services"],
    on: EVERY,
  },
  process_cpu_seconds_total: {
    type: "counter",
    unit: "seconds",
    help: "Processor time of this process, all its threads, in user and system mode.",
    labels: [],
    on: EVERY,
  },
  process_resident_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Memory of this process that is in RAM.",
    labels: [],
    on: EVERY,
  },
  process_start_time_seconds: {
    type: "gauge",
    unit: "seconds",
    help: "When this process started, in seconds since 1970.",
    labels: [],
    on: EVERY,
  },
  nodejs_heap_size_used_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "JavaScript heap in use on the main thread.",
    labels: [],
    on: EVERY,
  },
  nodejs_heap_size_limit_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "The most heap that the main thread may use before it dies.",
    labels: [],
    on: EVERY,
  },
  nodejs_external_memory_bytes: {
    type: "gauge",
    unit: "bytes",
    help: "Memory outside the heap that JavaScript objects hold: buffers, boards.",
    labels: [],
    on: EVERY,
  },
} as const satisfies Record<string, MetricDescription>;

export type MetricName = keyof typeof catalogue;

/** The names of the labels of a metric. */
export type LabelOf<Name extends MetricName> = (typeof catalogue)[Name]["labels"][number];
