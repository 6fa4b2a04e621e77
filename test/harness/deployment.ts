import { randomBytes } from "node:crypto";
import { Cluster, type ClusterOptions } from "../../dev-cluster/cluster.ts";
import { SELDOM_MS } from "../../dev-cluster/load-balancer.ts";
import { Tokens, tokenSecret } from "../../platform/auth/tokens.ts";
import { signInLink } from "../../platform/node/sign-in-link.ts";
import { NodeProcess } from "./node-process.ts";
import { copyPreparedDatabase } from "./prepared/prepared-node.ts";
import { INSTALL_MS } from "./processes.ts";
import { type SharedKind, sharedDeployment } from "./shared/shared-deployment.ts";

/** A running product as a client sees it: one standalone node or a cluster. */
export interface Deployment {
  /** The addresses of the gateways; players spread over them. */
  readonly baseUrls: readonly string[];
  hostToken(name: string): string;
  /** The address at which a browser signs this host in, once. */
  signInLink(name: string): string;
  stop(): Promise<void>;
}

/** One node with the embedded database and cache. */
export interface StandaloneNode extends Deployment {
  readonly node: NodeProcess;
  readonly tokens: Tokens;
}

/** Rate limits that many players from one address never reach. A test of a limit sets its own. */
const HIGH_LIMITS = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
};

/**
 * Starts one node, as `npm start` does, on an empty database that is copied: creating it would take seconds.
 *
 * @param settings environment variables
 * @param descriptors how many files and connections the process may have open; by default as many as this one
 */
export async function startStandalone(
  settings: Record<string, string> = {},
  descriptors?: number,
): Promise<StandaloneNode> {
  const secret = settings.AUTH_SECRET ?? randomBytes(32).toString("base64url");
  const node = await NodeProcess.start(
    { ...HIGH_LIMITS, ...settings, AUTH_SECRET: secret },
    descriptors,
    copyPreparedDatabase,
  );
  const tokens = new Tokens(tokenSecret({ AUTH_SECRET: secret, DATA_DIR: node.folder }));
  return {
    node,
    tokens,
    baseUrls: [node.baseUrl],
    hostToken: (name) => tokens.issueHostToken(name),
    signInLink: (name) => signInLink(node.baseUrl, tokens.issueSignInCode(name)),
    stop: () => node.stop(),
  };
}

/**
 * Starts a cluster for tests that call its gateways directly. Nobody uses its load balancer, which therefore seldom asks
 * whether they are ready.
 */
export function startOwnCluster(options: ClusterOptions = {}): Promise<Cluster> {
  return Cluster.start({ checkIntervalMs: SELDOM_MS, ...options, env: { ...HIGH_LIMITS, ...options.env } });
}

/** Starts nine nodes, two of them gateways, with their own servers on this machine. */
async function startCluster(): Promise<Deployment> {
  const cluster = await startOwnCluster();
  return {
    baseUrls: cluster.baseUrls,
    hostToken: (name) => cluster.hostToken(name),
    signInLink: (name) => signInLink(cluster.baseUrls[0]!, cluster.tokens.issueSignInCode(name)),
    stop: () => cluster.stop(),
  };
}

type Suite = (deployment: Deployment) => void;

interface DeploymentKind {
  name: string;
  kind: SharedKind;
  start: () => Promise<Deployment>;
}

const STANDALONE: DeploymentKind = {
  name: "a standalone node",
  kind: "standalone",
  start: () => startStandalone(),
};
const CLUSTER: DeploymentKind = {
  name: "a cluster of nine nodes",
  kind: "cluster",
  start: () => startCluster(),
};

/** The deployment of this kind that the files of a run share. This file's hosts have quizzes and sessions of their own. */
async function shareDeployment({ kind, start }: DeploymentKind): Promise<Deployment> {
  const shared = await sharedDeployment(kind);
  if (!shared) return start();
  const tokens = new Tokens(shared.secret);
  const file = randomBytes(6).toString("hex");
  return {
    baseUrls: shared.baseUrls,
    hostToken: (name) => tokens.issueHostToken(`${name} ${file}`),
    signInLink: (name) => signInLink(shared.baseUrls[0]!, tokens.issueSignInCode(`${name} ${file}`)),
    async stop() {
      shared.release();
    },
  };
}

/**
 * Runs a suite twice: on a standalone node and on a cluster. All files of a run share the two, so a suite may neither
 * break them nor count what others do there.
 *
 * @param name the suite's title, without the deployment
 * @param suite declares the tests; `deployment` may be used in hooks and tests, not before
 */
export function describeOnDeployments(name: string, suite: Suite): void {
  for (const deployment of [STANDALONE, CLUSTER]) describeOn(deployment, name, suite, shareDeployment);
}

/** The same on deployments of its own, for suites that send a heavy load, or break something. */
export function describeOnOwnDeployments(name: string, suite: Suite): void {
  for (const deployment of [STANDALONE, CLUSTER]) describeOn(deployment, name, suite);
}

/** On the standalone node that the files of a run share, for short suites whose subject does not depend on the deployment. */
export function describeOnSharedStandalone(name: string, suite: Suite): void {
  describeOn(STANDALONE, name, suite, shareDeployment);
}

/** On a standalone node of its own only, for long suites whose subject does not depend on the deployment. */
export function describeOnStandalone(name: string, suite: Suite): void {
  describeOn(STANDALONE, name, suite);
}

function describeOn(
  deploymentKind: DeploymentKind,
  name: string,
  suite: Suite,
  provide = (kind: DeploymentKind) => kind.start(),
): void {
  describe(`${name} on ${deploymentKind.name}`, () => {
    let running: Deployment | undefined;
    const started = () => {
      if (!running) throw new Error("The deployment is not running: use it in hooks and tests only.");
      return running;
    };
    // A cluster may have to install its servers first.
    beforeAll(async () => {
      running = await provide(deploymentKind);
    }, INSTALL_MS);
    afterAll(() => running?.stop(), 60_000);
    suite({
      get baseUrls() {
        return started().baseUrls;
      },
      hostToken: (host) => started().hostToken(host),
      signInLink: (host) => started().signInLink(host),
      stop: () => started().stop(),
    });
  });
}
