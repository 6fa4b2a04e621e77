import type { HostQuotas, QuotaLimits } from "../platform/contracts/operator-contracts.ts";
import { sanitize, type Table } from "./screen.ts";
import { UserError } from "./user-error.ts";

const MIB = 1024 * 1024;

/** How the quotas are typed and shown; `unit`: how much of the stored unit one of them is. */
const QUOTA_NAMES = {
  quizzes: { quota: "quizzes", unit: 1 },
  "quiz-mib": { quota: "quizBytes", unit: MIB },
  sessions: { quota: "sessions", unit: 1 },
  players: { quota: "players", unit: 1 },
  "expected-players": { quota: "expectedPlayers", unit: 1 },
} as const satisfies Record<string, { quota: keyof QuotaLimits; unit: number }>;

/** @throws UserError if there is no quota of this name */
export function findQuota(name: string): { quota: keyof QuotaLimits; unit: number } {
  if (Object.hasOwn(QUOTA_NAMES, name)) return QUOTA_NAMES[name as keyof typeof QUOTA_NAMES];
  const names = Object.keys(QUOTA_NAMES).join(", ");
  throw new UserError(`There is no quota ${sanitize(name, 40)}. Quotas: ${names}.`);
}

/** What a host has stored and may store. */
export function quotasTable(host: string, { usage, limits, own }: HostQuotas): Table {
  return {
    title: `Host ${host}`,
    columns: ["quota", "used", "limit", "holds for"],
    emptyText: "none",
    rows: Object.entries(QUOTA_NAMES).map(([name, { quota, unit }]) => [
      name,
      quota === "expectedPlayers" ? "–" : shown(usage[quota] / unit),
      shown(limits[quota] / unit),
      own.includes(quota) ? "this host" : "all hosts",
    ]),
  };
}

const shown = (amount: number) => amount.toLocaleString("en", { maximumFractionDigits: 1 });
