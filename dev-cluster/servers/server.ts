/** A private server on this machine: nothing else uses it, and nothing of it remains after `stop`. */
export interface Server {
  readonly name: string;
  /** The URL for clients, credentials included; the same after every restart. */
  readonly url: string;
  /** The pid; undefined while it does not run. */
  pid(): number | undefined;
  /**
   * Sends a signal. If the signal ends the server, waits for its exit. SIGKILL, SIGSTOP and SIGCONT go to all its
   * processes, as if the machine died, froze or continued.
   */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops it if it runs, starts it with the same address and data, and waits until it is ready. */
  restart(): Promise<void>;
  /** Stops it for good and removes its files. */
  stop(): Promise<void>;
}

/** How to run a binary as a private server. */
export interface ServerSpec {
  name: string;
  command: string;
  /** Writes its configuration. Called once, before its first start on this port. */
  prepare(port: number): void;
  args(port: number): string[];
  /** Whether it accepts clients. Must be certain that this process replied, and not another one on the same port. */
  isReady(port: number, pid: number): Promise<boolean>;
  url(port: number): string;
  /** `stopSignal` stops it cleanly; `killSignal` ends it at once. */
  stopSignal: NodeJS.Signals;
  killSignal: NodeJS.Signals;
  /** Removes what it left outside its folder, after its exit. */
  cleanUp?(): void;
}
