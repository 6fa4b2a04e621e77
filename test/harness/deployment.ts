import { randomBytes } from "node:crypto";
import { Cluster } from "../../dev-cluster/cluster.ts";
import { Tokens, tokenSecret } from "../../platform/auth/tokens.ts";
import { NodeProcess } from "./node-process.ts";

/** What a game is played on: one node or many; the game cannot tell. */
export interface Stage {
  /** The gateways' addresses; players spread over them. */
  readonly baseUrls: readonly string[];
  hostToken(name: string): string;
  stop(): Promise<void>;
}

/** One node with everything embedded. */
export interface EmbeddedStage extends Stage {
  readonly node: NodeProcess;
  readonly tokens: Tokens;
}

/** Limits so wide that a crowd on one address does not meet them; a test of a limit sets its own. */
const WIDE_OPEN = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
};

export async function embeddedStage(settings: Record<string, string> = {}): Promise<EmbeddedStage> {
  const secret = settings.AUTH_SECRET ?? randomBytes(32).toString("base64url");
  const node = await NodeProcess.start({ ...WIDE_OPEN, ...settings, AUTH_SECRET: secret });
  const tokens = new Tokens(tokenSecret({ AUTH_SECRET: secret, DATA_DIR: node.folder }));
  return {
    node,
    tokens,
    baseUrls: [node.baseUrl],
    hostToken: (name) => tokens.host(name),
    stop: () => node.stop(),
  };
}

/** Many nodes on real servers, all of it private and on this machine; players spread over two gateways. */
export async function clusterStage(settings: Record<string, string> = {}): Promise<Stage> {
  const cluster = await Cluster.start({ env: { ...WIDE_OPEN, ...settings } });
  return {
    baseUrls: cluster.baseUrls,
    hostToken: (name) => cluster.hostToken(name),
    stop: () => cluster.stop(),
  };
}

type Footing = [name: string, open: () => Promise<Stage>];

const ONE_NODE: Footing = ["one node, all embedded", () => embeddedStage()];
const MANY_NODES: Footing = ["a cluster of nine nodes", () => clusterStage()];

/** The footing that most of the games play on, for `describe.each`. */
export const footings: Footing[] = [ONE_NODE];

/** Every footing, for the games that must be the same on all of them. */
export const allFootings: Footing[] = [ONE_NODE, MANY_NODES];
