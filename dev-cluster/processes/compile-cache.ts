/**
 * The folder of compiled code that this process has been told of, for the environment of Node processes that it starts.
 * Without one, each of them strips the types of some 400 files and compiles them again.
 */
export function compileCache(): Record<string, string> {
  const folder = process.env.NODE_COMPILE_CACHE;
  return folder ? { NODE_COMPILE_CACHE: folder } : {};
}
