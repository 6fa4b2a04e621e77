import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const CLIENT = fileURLToPath(new URL("../../client/", import.meta.url));
export const COMPILER = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const require = createRequire(join(CLIENT, "package.json"));

/** Runs a program and returns its output. @throws Error with what it wrote, if it fails */
export async function run(file: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(file, args, { cwd, timeout: 60_000, maxBuffer: 1e8 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(" ")}: ${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}

/** A folder of somebody who has installed the client, as it is built now. */
export class BuiltPackage implements Disposable {
  /** The project's folder. */
  readonly folder: string;
  /** The package in its `node_modules`. */
  readonly installed: string;

  private constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), "stampede-client-")));
    this.installed = join(this.folder, "node_modules/@stampede/client");
  }

  /**
   * Builds the package, never into `client/dist`. The compiler of the repository writes the same as the older one of
   * `npm run build`, in a fifth of the time.
   */
  static async build(): Promise<BuiltPackage> {
    const built = new BuiltPackage();
    mkdirSync(built.installed, { recursive: true });
    const outDir = join(built.installed, "dist");
    await run(process.execPath, [COMPILER, "--project", "tsconfig.build.json", "--outDir", outDir], CLIENT);
    for (const name of ["package.json", "README.md", "LICENSE"])
      cpSync(join(CLIENT, name), join(built.installed, name));
    for (const name of ["openapi-fetch", "eventsource-parser"]) {
      symlinkSync(packageFolder(name), join(built.folder, "node_modules", name));
    }
    return built;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where a dependency of the client is installed. */
function packageFolder(name: string): string {
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(`node_modules/${name}`)) folder = dirname(folder);
  return folder;
}
