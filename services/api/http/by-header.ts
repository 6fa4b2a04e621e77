import { LRUCache } from "lru-cache";

/** For a longer header the choice is made at each request; in characters. */
const MAX_KEPT_HEADER_LENGTH = 200;
const MAX_KEPT_HEADERS = 1000;

/**
 * A choice that depends on one header of a request, made once for each text of it: browsers send few different ones.
 *
 * @param choose called with a header, "" if the request has none
 */
export function byHeader<Choice extends NonNullable<unknown>>(
  choose: (header: string) => Choice,
): (header: string) => Choice {
  const choices = new LRUCache<string, Choice>({ max: MAX_KEPT_HEADERS });
  return (header) => {
    const known = choices.get(header);
    if (known !== undefined) return known;
    const choice = choose(header);
    if (header.length < MAX_KEPT_HEADER_LENGTH) choices.set(header, choice);
    return choice;
  };
}
