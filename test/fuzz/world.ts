import { sixKinds } from "../end-to-end/questions.ts";
import { Client, must } from "../harness/client.ts";
import type { Deployment } from "../harness/deployment.ts";
import { Host } from "../harness/host.ts";
import { Player } from "../harness/player.ts";
import type { Random } from "../harness/random.ts";

/** A session on the node that is fuzzed, with all that belongs to it: most requests name things that fit together. */
export interface Target {
  hostToken: string;
  playerTokens: string[];
  quizId: string;
  sessionId: string;
  code: string;
}

export interface World {
  targets: Target[];
}

const PACES = ["host", "self", "auto"] as const;
const PLAYERS = 3;

/**
 * Sets up two hosts with a quiz each, and sessions of every pace with players; those of pace `self` are open, those of
 * pace `auto` have ended.
 */
export async function createWorld(deployment: Deployment): Promise<World> {
  const client = new Client(deployment.baseUrls[0]!);
  const targets: Target[] = [];
  for (const name of ["Ann", "Bo"]) {
    const hostToken = deployment.hostToken(name);
    const host = new Host(client, hostToken);
    const quiz = must(await host.createQuiz({ title: "Fuzzed", questions: sixKinds() }), 201);
    for (const pace of PACES) {
      const session = must(await host.createSession({ quizId: quiz.id, pace }), 201);
      const playerTokens: string[] = [];
      for (let no = 1; no <= PLAYERS; no++) {
        playerTokens.push((await Player.join(client, session.code, `Player ${no}`)).joined.token);
      }
      if (pace !== "host") must(await host.step(session.id, "open"), 200);
      if (pace === "auto") must(await host.step(session.id, "end"), 200);
      const ids = { quizId: quiz.id, sessionId: session.id, code: session.code };
      targets.push({ hostToken, playerTokens, ...ids });
    }
  }
  client.close();
  return { targets };
}

/** A target whose parts fit together, but for one in ten that belongs to another one. */
export function pickTarget(random: Random, { targets }: World): Target {
  const target = { ...random.pick(targets) };
  if (random.chance(0.1)) {
    const other = random.pick(targets);
    Object.assign(
      target,
      random.pick<Partial<Target>>([
        { hostToken: other.hostToken },
        { playerTokens: other.playerTokens },
        { quizId: other.quizId },
        { sessionId: other.sessionId },
      ]),
    );
  }
  return target;
}
