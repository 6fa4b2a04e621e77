/** A value that is there, or a promise of one: what mostly needs no waiting is not made to wait. */
export type Eventually<T> = T | Promise<T>;

export function isPromise<T>(value: Eventually<T>): value is Promise<T> {
  return typeof (value as Promise<T> | null | undefined)?.then === "function";
}

/** Goes on with a value: in this very turn where it is there, else when it comes. */
export function andThen<T, R>(value: Eventually<T>, next: (value: T) => Eventually<R>): Eventually<R> {
  return isPromise(value) ? value.then(next) : next(value);
}
