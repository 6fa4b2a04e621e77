import { ConnectionError, isApiError } from "../../../client/src/errors.ts";
import type en from "../../text/en/player.json";

/** Which field is at fault; `form` if it is none of them. */
export type EntryField = "code" | "nickname" | "playerNo" | "pin" | "form";

/** Why somebody is not in: the field, and the message's key in the catalog's `entry`. */
export interface EntryProblem {
  field: EntryField;
  message: keyof typeof en.entry;
}

/** What was typed into the form of a new player, or of one who comes back. */
export interface Typed {
  code: string;
  nickname?: string;
  playerNo?: string;
  pin?: string;
}

/** What can be seen to be wrong before anything is sent; undefined if nothing is. */
export function problemOfTyped({ code, nickname, playerNo, pin }: Typed): EntryProblem | undefined {
  if (!/[\p{L}\p{N}]/u.test(code)) return { field: "code", message: "noCode" };
  if (nickname !== undefined && !nickname.trim()) return { field: "nickname", message: "noNickname" };
  const isNumber =
    playerNo === undefined || (/^\s*#?\s*\d{1,9}\s*$/.test(playerNo) && /[1-9]/.test(playerNo));
  if (!isNumber) return { field: "playerNo", message: "noNumber" };
  if (pin !== undefined && !pin.trim()) return { field: "pin", message: "wrongPin" };
  return undefined;
}

/** What the server, or the network, has against it. @param isReturn whether it was a way back */
export function problemOf(error: unknown, isReturn: boolean): EntryProblem {
  if (error instanceof ConnectionError) return { field: "form", message: "offline" };
  if (isApiError(error, "UNKNOWN_CODE")) return { field: "code", message: "unknownCode" };
  if (isApiError(error, "NICKNAME_TAKEN")) return { field: "nickname", message: "taken" };
  if (isApiError(error, "SESSION_ENDED")) return { field: "code", message: "ended" };
  if (isApiError(error, "BANNED")) return { field: "form", message: "banned" };
  if (isApiError(error, "WRONG_STATE")) {
    const { reason, state } = error.data;
    if (reason) return { field: "form", message: reason };
    return { field: "form", message: state === "ended" ? "ended" : "failed" };
  }
  if (isApiError(error, "VALIDATION_ERROR")) {
    const paths = error.data.map(({ path }) => path);
    if (paths.includes("nickname")) return { field: "nickname", message: "badNickname" };
    if (paths.includes("code")) return { field: "code", message: "unknownCode" };
    if (isReturn) return { field: "pin", message: "wrongPin" };
  }
  const isWrongPin = isReturn && isApiError(error, "NOT_FOUND", "FORBIDDEN", "INVALID_TOKEN");
  return isWrongPin ? { field: "pin", message: "wrongPin" } : { field: "form", message: "failed" };
}
