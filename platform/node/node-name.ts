/** The one service with which a node is started: `services/answers/answers.service.ts`. */
const ONE_SERVICE = /(?:^|\/)services\/(\w+)\/\1\.service\.ts$/;

/**
 * The name of a node that was given none: its kind, where it carries one service, its host and its process, such as
 * `answers-5f2c81d09a7e-1`. A host's name that tells the kind, as that of a pod does, is not told twice.
 *
 * @param started what the process was started with
 */
export function nodeName(host: string | undefined, pid: number, started: readonly string[]): string {
  const name = `${host ?? "node"}-${pid}`;
  const kinds = started.flatMap((argument) => ONE_SERVICE.exec(argument)?.[1] ?? []);
  const [kind] = kinds;
  return kinds.length !== 1 || name.startsWith(`${kind}-`) ? name : `${kind}-${name}`;
}
