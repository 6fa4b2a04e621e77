/** The path of a service: `services/answers/answers.service.ts`. */
const SERVICE_PATH = /(?:^|\/)services\/(\w+)\/\1\.service\.ts$/;

/**
 * The default name of a node: its kind, host and process id, such as `answers-5f2c81d09a7e-1`. A node has a kind if it
 * runs one service. If the host's name already begins with the kind, as a pod's does, the kind is not repeated.
 *
 * @param argv the arguments of the process
 */
export function nodeName(host: string | undefined, pid: number, argv: readonly string[]): string {
  const name = `${host ?? "node"}-${pid}`;
  const kinds = argv.flatMap((argument) => SERVICE_PATH.exec(argument)?.[1] ?? []);
  const [kind] = kinds;
  return kinds.length !== 1 || name.startsWith(`${kind}-`) ? name : `${kind}-${name}`;
}
