/** What the first view asks of a browser, as in the tab of someone who has no game. */
const BROWSER = { location: { pathname: "/" }, localStorage: undefined, sessionStorage: undefined };

/** Runs a function with the globals of a browser that it asks, and puts back those of Node. */
export async function asInNewTab<Result>(run: () => Promise<Result>): Promise<Result> {
  const names = Object.keys(BROWSER);
  const own = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  for (const [name, value] of Object.entries(BROWSER))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    return await run();
  } finally {
    for (const [index, name] of names.entries()) {
      const descriptor = own[index];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}
