export const Bars = (_: Record<string, unknown>) => null;
export const LeaderboardList = (_: Record<string, unknown>) => null;
