import { findPlayer } from "../../../../platform/contracts/player-bitmap.ts";
import { StreamingPlayers } from "../../../../services/api/streams/streaming-players.ts";

const packed = (players: StreamingPlayers) => findPlayer(players.pack(0), 0, () => true, 0);

test("the streams of two devices count once, until both have closed", () => {
  const players = new StreamingPlayers();
  players.add(7);
  const { opened } = players;
  players.add(7);
  expect(players.opened).toBe(opened);
  players.remove(7);
  expect([players.has(7), players.last, packed(players)]).toEqual([true, 7, 7]);
  players.remove(7);
  expect([players.has(7), packed(players)]).toEqual([false, null]);
});

test("a host's stream is no player's", () => {
  const players = new StreamingPlayers();
  players.add(null);
  players.remove(null);
  expect([players.opened, packed(players)]).toEqual([0, null]);
});

test("whoever comes changes `opened`, also if everyone has left meanwhile and the count starts anew", () => {
  const first = new StreamingPlayers();
  first.add(1);
  const before = first.opened;
  first.remove(1);
  first.add(1);
  expect(first.opened).not.toBe(before);
  const second = new StreamingPlayers();
  second.add(1);
  expect([0, before, first.opened]).not.toContain(second.opened);
});
