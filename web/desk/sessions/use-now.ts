import { useServerTime } from "../../game/server-time.ts";
import type { LiveSession } from "./live-session.ts";

/** The server's time in epoch ms, renewed four times a second. */
export const useNow = (live: LiveSession): number => useServerTime(live.follower.clock, 250).value;
