/** A server of one's own on this machine: nobody else knows it, and nothing of it stays. */
export interface Server {
  readonly name: string;
  /** Where clients reach it, with what they need to be let in; the same through all restarts. */
  readonly url: string;
  /** Its process; undefined while it does not run. */
  pid(): number | undefined;
  /**
   * Sends a signal; one that ends it is waited for. SIGKILL, SIGSTOP and SIGCONT go to all its processes, as
   * when a machine dies, freezes or goes on.
   */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it on its old address and data, having ended it where it still runs; waits until it serves. */
  restart(): Promise<void>;
  /** Ends it for good and removes all that it wrote. */
  stop(): Promise<void>;
}

/** What makes a server of a binary. */
export interface Recipe {
  name: string;
  command: string;
  /** Writes what it reads at its start; done once, before it is first started on this port. */
  prepare(port: number): void;
  args(port: number): string[];
  /** Whether it serves. It must be sure to have asked this very server, whoever else may listen there. */
  serves(port: number, pid: number): Promise<boolean>;
  url(port: number): string;
  /** What asks it to end soon and cleanly, and what ends it at once. */
  endSignal: NodeJS.Signals;
  lastSignal: NodeJS.Signals;
  /** Clears what lies outside its folder once it has ended. */
  forget?(): void;
}
