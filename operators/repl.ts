import { EnvironmentError } from "../platform/environment.ts";
import { VERSION } from "../platform/version.ts";
import { asCustomCommand } from "./command.ts";
import { allow } from "./commands/allow.ts";
import { drain } from "./commands/drain.ts";
import { host } from "./commands/host.ts";
import { hostToken } from "./commands/host-token.ts";
import { rebuild } from "./commands/rebuild.ts";
import { session } from "./commands/session.ts";
import { sessions } from "./commands/sessions.ts";
import { signInLink } from "./commands/sign-in-link.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { joinCluster, NoCluster, Unreachable } from "./join.ts";
import { clusterSummary, nodesOf } from "./nodes.ts";
import type { Operator } from "./operator.ts";
import { startRepl } from "./start-repl.ts";

/** Exits with 2 if the settings are wrong, and with 1 if the cluster cannot be reached. */
async function joinOrExplain(): Promise<Operator> {
  try {
    return await joinCluster(process.env);
  } catch (error) {
    const isSettings = error instanceof NoCluster || error instanceof EnvironmentError;
    if (!isSettings && !(error instanceof Unreachable)) throw error;
    console.error(error.message);
    process.exit(isSettings ? 2 : 1);
  }
}

/** `npm run repl`: joins the cluster as a node and runs a person's commands. */
const operator = await joinOrExplain();
const { broker } = operator;
const commands = [sessions, session, host, allow, rebuild, drain, signInLink, hostToken];
hideSecrets(process.env);
console.log(`Stampede ${VERSION}: joined as ${broker.nodeID}. ${clusterSummary(nodesOf(broker))}`);
console.log("`help` lists the commands, `quit` leaves.");
startRepl(broker, {
  delimiter: "stampede $",
  customCommands: commands.map((command) => asCustomCommand(command, operator)),
});
