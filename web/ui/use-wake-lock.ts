import { useEffect } from "preact/hooks";

/** Keeps the screen awake while `isWanted`. Browsers give the lock up when the page is hidden: it is taken again after it. */
export function useWakeLock(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    let isAsking = false;
    const take = async () => {
      if (document.visibilityState !== "visible" || isAsking || (lock && !lock.released)) return;
      isAsking = true;
      try {
        const taken = await navigator.wakeLock.request("screen");
        if (isOver) await taken.release();
        else lock = taken;
      } catch {
        // The battery is low, or the browser does not allow it.
      }
      isAsking = false;
    };
    const onVisibility = () => void take();
    void take();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", onVisibility);
      lock?.release().catch(() => {});
    };
  }, [isWanted]);
}
