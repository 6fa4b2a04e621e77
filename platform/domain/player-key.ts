/** No session has more players (HIGHEST_MAX_PLAYERS), so session number and player number fit into one number. */
const MAX_PLAYERS = 2 ** 26;

/** One number for a player of a session, as the key of a map. */
export const playerKey = (sessionNo: number, playerNo: number): number => sessionNo * MAX_PLAYERS + playerNo;
