/** Names of bots: no person has them, and nobody is offended. */
const FIRST = ["Brisk", "Calm", "Dusty", "Eager", "Fuzzy", "Gentle", "Happy", "Jolly", "Lucky", "Sunny"];
const SECOND = ["Bison", "Gazelle", "Mustang", "Pony", "Zebra"];

/** How many bots a session may have from one desk. */
export const MAX_BOTS = FIRST.length * SECOND.length;

/** The sign after a bot's name, so that everybody sees what it is. Not each device has a picture of a robot. */
const BOT_SIGN = "(bot)";

/** The name of a bot. @param index from 0; under `MAX_BOTS` all are different */
export function botName(index: number): string {
  const first = FIRST[Math.floor(index / SECOND.length) % FIRST.length];
  // Two that follow each other share neither word.
  const second = SECOND[(index + Math.floor(index / SECOND.length)) % SECOND.length];
  return `${first} ${second} ${BOT_SIGN}`;
}
