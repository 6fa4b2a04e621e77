import { useEffect, useState } from "preact/hooks";
import type { ScreenAddress } from "./address.ts";
import { type FollowedSession, followSession } from "./followed-session.ts";

/** Follows the session of the address while the component is there. */
export function useSession(address: ScreenAddress): FollowedSession | "refused" {
  const [session] = useState(() => {
    try {
      return followSession(address);
    } catch {
      // A token with characters that no header may have.
      return "refused" as const;
    }
  });
  useEffect(() => () => void (session !== "refused" && session.close()), [session]);
  return session;
}
