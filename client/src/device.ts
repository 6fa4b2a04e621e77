/** What the client uses of the browser or of Node. Tests replace parts of it. */
export interface Device {
  fetch(request: Request): Promise<Response>;
  /** The device's clock in epoch ms. It may be wrong and may jump. */
  now(): number;
  /** In ms, from any start. It never runs back, but may stand still while the device sleeps. */
  monotonic(): number;
  /** At least 0 and below 1. */
  random(): number;
  /** Runs `task` once after `ms`. @returns a function that cancels it */
  later(task: () => void, ms: number): () => void;
  /**
   * Tells when the page is shown again, comes back from the browser's cache, or the network is back.
   *
   * @returns a function that stops it
   */
  onReturn(listener: () => void): () => void;
  /** Whether the page is hidden: then browsers slow timers down. Not hidden if it is left out. */
  isHidden?(): boolean;
}

interface EventSourceLike {
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
}
interface PageLike extends EventSourceLike {
  visibilityState?: string;
}

/** The browser or Node, as it is. */
export function thisDevice(): Device {
  return {
    fetch: (request) => fetch(request),
    now: () => Date.now(),
    monotonic: () => performance.now(),
    random: () => Math.random(),
    later(task, ms) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    onReturn: listenForReturn,
    isHidden: () => browser().document?.visibilityState === "hidden",
  };
}

/** The page and its window; Node has none. */
function browser(): { document?: PageLike; window?: EventSourceLike } {
  return globalThis as object;
}

function listenForReturn(listener: () => void): () => void {
  const { document: page, window } = browser();
  const onVisibility = () => {
    if (page?.visibilityState === "visible") listener();
  };
  page?.addEventListener("visibilitychange", onVisibility);
  for (const name of ["online", "pageshow"]) window?.addEventListener(name, listener);
  return () => {
    page?.removeEventListener("visibilitychange", onVisibility);
    for (const name of ["online", "pageshow"]) window?.removeEventListener(name, listener);
  };
}
