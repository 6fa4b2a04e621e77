import { setTimeout as pause } from "node:timers/promises";
import { ListeningProcess } from "../load/subscriber-process.ts";
import type { Handshake } from "../load/subscribers.ts";
import type { Figure, Findings, Tell } from "../measuring/benchmark.ts";
import { cpuSeconds } from "../measuring/process-cpu.ts";
import { memoryMiB } from "../measuring/process-memory.ts";
import { type Spread, spreadOf } from "../measuring/spread.ts";
import { hostPost, QUESTION } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Open connections to one process, and times that something is sent to all of them. */
const LISTENERS = 15_000;
const WARM_UPS = 2;
const ROUNDS = 5;
/** What belongs to one broadcast is over so long after the last has heard it, in ms. */
const AFTERMATH_MS = 500;
const PEER = "Socket.IO";

/** One side: whom to listen to, and how to have it send something with a marker to all. */
interface Sender {
  pid: number;
  handshake: Handshake;
  broadcast(round: number): Promise<void>;
  marker(round: number): string;
}

interface Side {
  kib: Spread;
  events: Spread;
  microsAnEvent: Spread;
  microsAQuestion: Spread;
  lastMs: Spread;
}

export const fanOut: Figure = {
  name: "fan-out",
  topic: "speed",
  title: `A question opens before ${LISTENERS.toLocaleString("en")} open streams of one gateway`,

  async take(tell) {
    const ours = await ourSide(tell);
    const theirs = await peerSide(tell);
    return findings(ours, theirs);
  },
};

async function ourSide(tell: Tell): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  tell("starts a cluster");
  const cluster = await startSmallestCluster(stack, { STAMPEDE_STREAMS_MAX: "20000" });
  const baseUrl = cluster.baseUrls[0]!;
  const questions = Array.from({ length: WARM_UPS + ROUNDS }, () => QUESTION);
  const quiz = (await hostPost(baseUrl, "/api/quizzes", { title: "Bench", questions })) as { id: string };
  const { id } = (await hostPost(baseUrl, "/api/sessions", { quizId: quiz.id, pace: "host" })) as {
    id: string;
  };
  return await measure(tell, "Stampede", {
    pid: cluster.nodes("api")[0]!.pid()!,
    handshake: {
      port: Number(new URL(baseUrl).port),
      hello: `GET /api/sessions/${id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`,
      reply: "",
      eventMark: "\nevent: ",
      answersPings: false,
    },
    broadcast: async (round) => {
      await hostPost(baseUrl, `/api/sessions/${id}/${round === 0 ? "open" : "next"}`, {});
    },
    marker: (round) => `"no":${round + 1},"kind"`,
  });
}

async function peerSide(tell: Tell): Promise<Side> {
  await using stack = new AsyncDisposableStack();
  tell("starts the peer");
  const peer = stack.adopt(await ServerProcess.peer("socket-io.ts", {}), (process) => process.stop());
  return await measure(tell, PEER, {
    pid: peer.pid,
    handshake: socketIoHandshake(peer.port),
    broadcast: async (round) => {
      const body = JSON.stringify({ no: round + 1, ...QUESTION });
      await fetch(`${peer.baseUrl}/broadcast`, { method: "POST", body });
    },
    marker: (round) => `"no":${round + 1},"kind"`,
  });
}

/** Engine.IO 4 over a bare WebSocket, and into the main namespace. */
export function socketIoHandshake(port: number): Handshake {
  return {
    port,
    hello:
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n" +
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    // "40" in a frame that is masked with zeros.
    reply: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]).toString("base64"),
    eventMark: '42["question"',
    answersPings: true,
  };
}

async function measure(tell: Tell, name: string, sender: Sender): Promise<Side> {
  const { pid, handshake, broadcast, marker } = sender;
  await using crowd = new ListeningProcess();
  const before = memoryMiB(pid) ?? Number.NaN;
  tell(`${name}: ${LISTENERS.toLocaleString("en")} connect`);
  await crowd.open(handshake, LISTENERS);
  await pause(2000);
  const kib = (((memoryMiB(pid) ?? Number.NaN) - before) * 1024) / LISTENERS;
  const events: number[] = [];
  const micros: number[] = [];
  const lastMs: number[] = [];
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    tell(`${name}: ${round < WARM_UPS ? "warm-up" : `round ${round - WARM_UPS + 1} of ${ROUNDS}`}`);
    const heard = crowd.hear(marker(round));
    const spentBefore = cpuSeconds(pid);
    const sentAt = performance.timeOrigin + performance.now();
    await broadcast(round);
    const { lastAt } = await heard;
    await pause(AFTERMATH_MS);
    if (round < WARM_UPS) continue;
    micros.push(((cpuSeconds(pid) - spentBefore) / LISTENERS) * 1e6);
    events.push((await crowd.events()) / LISTENERS);
    lastMs.push(lastAt - sentAt);
  }
  return {
    // With all streams open, which they are once.
    kib: spreadOf([kib]),
    events: spreadOf(events),
    microsAnEvent: spreadOf(micros.map((spent, round) => spent / events[round]!)),
    microsAQuestion: spreadOf(micros),
    lastMs: spreadOf(lastMs),
  };
}

function findings(ours: Side, theirs: Side): Findings {
  const quantities = {
    kib: "KiB of memory an open stream",
    events: "events to each listener, a question",
    microsAnEvent: "µs of CPU a delivery, one event to one listener",
    microsAQuestion: "µs of CPU a listener and question, all its events",
    lastMs: "ms from the host's call to the last delivery",
  } as const;
  const most = { kib: 20, microsAnEvent: 12, lastMs: 500 } as const;
  const held = ["kib", "microsAnEvent", "lastMs"] as const;
  const keys = Object.keys(quantities) as (keyof typeof quantities)[];
  const sides = { Stampede: ours, [PEER]: theirs };
  return {
    goals: held.map((key) => ({ what: quantities[key], spread: ours[key], digits: 1, atMost: most[key] })),
    measures: keys.flatMap((key) =>
      Object.entries(sides).map(([subject, side]) => ({
        subject,
        quantity: quantities[key],
        spread: side[key],
        digits: 1,
      })),
    ),
  };
}
