import type { Audience } from "../views/stats-view.ts";

/** What a stream gets: the events of an audience, or those of players in brief. */
export type Feed = Audience | "brief";

export const FEEDS: Record<Audience, readonly Feed[]> = {
  players: ["players", "brief"],
  host: ["host"],
  screen: ["screen"],
};

export const audienceOfFeed = (feed: Feed): Audience => (feed === "brief" ? "players" : feed);
