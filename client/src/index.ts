/** Everything: a player's half, a host's half, and what dashboards use. */

export { type Api, type ApiOptions, createApi, expectData } from "./api.ts";
export { ServerClock } from "./clock.ts";
export { type Device, thisDevice } from "./device.ts";
export * from "./host.ts";
export * from "./player.ts";
export { type FollowOptions, follow, SessionFollower } from "./session-follower.ts";
export { WakeWatch } from "./wake.ts";
