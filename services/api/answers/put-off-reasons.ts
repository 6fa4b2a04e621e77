/** Why answers are put off, as the metric `stampede_answers_put_off_total` names it. */
export const PUT_OFF_REASONS = ["unreachable", "timeout", "database", "overload", "undecided"] as const;
export type PutOffReason = (typeof PUT_OFF_REASONS)[number];

const REASON_OF_TYPE: Readonly<Record<string, PutOffReason>> = {
  BAD_GATEWAY: "unreachable",
  SERVICE_NOT_FOUND: "unreachable",
  SERVICE_NOT_AVAILABLE: "unreachable",
  REQUEST_REJECTED: "unreachable",
  REQUEST_TIMEOUT: "timeout",
  REQUEST_SKIPPED: "timeout",
  DATABASE_UNAVAILABLE: "database",
  QUEUE_FULL: "overload",
  TRY_AGAIN: "overload",
};

/** Why an answer is put off whose call failed with an error of this type. */
export function putOffReason(type: string): PutOffReason {
  return REASON_OF_TYPE[type] ?? "unreachable";
}
