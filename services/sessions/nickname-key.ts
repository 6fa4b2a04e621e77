import { normalizeText } from "../../platform/domain/text/normalize-text.ts";

/**
 * The form in which nicknames are compared, as typed answers are: two nicknames are the same if their keys are equal.
 * Never empty: a nickname of which nothing would be left is its own key.
 */
export const nicknameKey = (nickname: string): string => normalizeText(nickname) || nickname;
