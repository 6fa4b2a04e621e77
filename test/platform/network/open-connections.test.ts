import type { Socket } from "node:net";
import { OpenConnections } from "../../../platform/network/open-connections.ts";

interface FakeSocket {
  name: string;
  bytesRead: number;
  isBusy: boolean;
}

function connectionsOf(...sockets: FakeSocket[]) {
  const connections = new OpenConnections((socket) => (socket as unknown as FakeSocket).isBusy);
  for (const socket of sockets) connections.add(socket as unknown as Socket);
  const take = () => (connections.takeIdle() as unknown as FakeSocket | undefined)?.name;
  return { connections, take };
}

const socket = (name: string, bytesRead = 0, isBusy = false): FakeSocket => ({ name, bytesRead, isBusy });

test("those that have never sent anything go first, the oldest first", () => {
  const { take } = connectionsOf(socket("used", 100), socket("silent"), socket("silent later"));
  expect([take(), take(), take(), take()]).toEqual(["silent", "silent later", "used", undefined]);
});

test("busy ones stay, however old they are", () => {
  const stream = socket("stream", 100, true);
  const { connections, take } = connectionsOf(stream, socket("idle", 100));
  expect([take(), take()]).toEqual(["idle", undefined]);
  expect(connections.size).toBe(1);
  stream.isBusy = false;
  expect(take()).toBe("stream");
});

test("one that was used since it was last looked at stays longer than one that was not", () => {
  const [first, second, third] = [socket("first", 100), socket("second", 100), socket("third", 100)];
  const { take } = connectionsOf(first, second, third, socket("silent"));
  expect(take()).toBe("silent");
  first.bytesRead = 200;
  expect([take(), take(), take()]).toEqual(["second", "third", "first"]);
});

test("it looks at a bounded number of connections at a time", () => {
  const busy = Array.from({ length: 100 }, (_, n) => socket(`stream ${n}`, 100, true));
  const { take } = connectionsOf(...busy, socket("idle"));
  expect([take(), take()]).toEqual([undefined, "idle"]);
});
