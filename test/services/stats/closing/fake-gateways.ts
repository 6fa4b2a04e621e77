import type { StreamingPlayersReply } from "../../../../platform/contracts/api.ts";
import type { ParamsIn } from "../../../../platform/contracts/contracts.ts";
import { StreamingPlayers } from "../../../../services/api/streams/streaming-players.ts";
import type { Gateways } from "../../../../services/stats/closing/streaming-survey.ts";

/** Gateways without a network: each has the streams that a test opens. */
export class FakeGateways implements Gateways {
  readonly #players = new Map<string, StreamingPlayers>();
  /** Gateways that are known, but do not reply. */
  readonly silent = new Set<string>();
  /** Gateways that are there, but that the asking node does not know. */
  readonly unknown = new Set<string>();
  /** Whether a gateway runs the release before. */
  isOneOld = false;
  readonly calls: ParamsIn<"api.streamingPlayers">[] = [];
  /** Called before each reply. */
  onAsk = () => {};

  constructor(count: number) {
    for (let no = 1; no <= count; no++) this.#players.set(`api-${no}`, new StreamingPlayers());
  }

  at(gateway: string): StreamingPlayers {
    return this.#players.get(gateway)!;
  }

  /** The gateway has died: it is known no more. */
  die(gateway: string): void {
    this.#players.delete(gateway);
    this.silent.delete(gateway);
  }

  names(): string[] | null {
    if (this.isOneOld) return null;
    return [...this.#players.keys()].filter((name) => !this.unknown.has(name));
  }

  async ask(
    gateway: string,
    { session, player, block }: ParamsIn<"api.streamingPlayers">,
  ): Promise<StreamingPlayersReply> {
    this.calls.push({ session, player, block });
    if (this.silent.has(gateway)) throw new Error("No reply.");
    this.onAsk();
    const players = this.at(gateway);
    return {
      opened: players.opened,
      isStreaming: player !== undefined && players.has(player),
      players: block === undefined ? null : players.pack(block),
      lastPlayer: players.last,
      gateways: [...this.#players.keys()],
    };
  }

  /** How often all players of a gateway were asked for. */
  get blocksAsked(): number {
    return this.calls.filter(({ block }) => block !== undefined).length;
  }
}
