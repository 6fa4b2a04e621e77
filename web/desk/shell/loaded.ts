import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** Something that is read from the server. `value` is kept while it is read again, and after an error. */
export interface Loaded<T> {
  state: "loading" | "ready" | "failed";
  value: T | undefined;
  /** What the last call threw, if it failed. */
  error: unknown;
  /** Reads it again. */
  reload: () => void;
  /** Shows another value, such as the reply to a change. */
  set: (value: T) => void;
}

/** Reads something as soon as the component is shown, and again when one of `deps` changes. A late reply is dropped. */
export function useLoaded<T>(load: () => Promise<T>, deps: readonly unknown[]): Loaded<T> {
  const [now, setNow] = useState<Pick<Loaded<T>, "state" | "value" | "error">>({
    state: "loading",
    value: undefined,
    error: undefined,
  });
  const newest = useRef(0);
  const run = useCallback(
    (keepsValue: boolean) => {
      const own = ++newest.current;
      const finish = (then: Partial<Loaded<T>>) => {
        if (own === newest.current) setNow((before) => ({ ...before, error: undefined, ...then }));
      };
      finish(keepsValue ? { state: "loading" } : { state: "loading", value: undefined });
      // A synchronous error is one as well.
      Promise.resolve()
        .then(load)
        .then(
          (value) => finish({ state: "ready", value }),
          (error: unknown) => finish({ state: "failed", error }),
        );
    },
    // `load` is new with each rendering; `deps` say when it is another one.
    deps,
  );
  useEffect(() => {
    run(false);
    return () => void newest.current++;
  }, [run]);
  const reload = useCallback(() => run(true), [run]);
  const set = useCallback((value: T) => {
    newest.current++;
    setNow({ state: "ready", value, error: undefined });
  }, []);
  return { ...now, reload, set };
}
