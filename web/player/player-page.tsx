import { useSignal } from "@preact/signals";
import { useCallback, useEffect } from "preact/hooks";
import { type Player, resumeSession, returnToSession } from "../../client/src/player.ts";
import { normalCode } from "../../client/src/player-store.ts";
import { Announcer } from "../ui/announcer.tsx";
import { codeAt, pathOf } from "./address.ts";
import { EntryView } from "./entry/entry-view.tsx";
import { Game } from "./game.ts";
import { hasKeptGame, keptCode, keptGames, leftCode, setLeftCode } from "./kept-games.ts";
import { loadPlaying, PlayingSoon } from "./playing-soon.tsx";

/** A player's page: joining, the lobby, the questions, the result. */
export function PlayerPage() {
  const game = useSignal<Game | undefined>(undefined);
  const isResuming = useSignal(mayResume());

  const begin = useCallback(
    (player: Player, typedCode: string) => {
      const code = normalCode(typedCode);
      game.value = new Game(player, code);
      isResuming.value = false;
      setLeftCode(undefined);
      // The address is the way back: for a reload, a bookmark and the back button.
      if (location.pathname !== pathOf(code)) history.replaceState(null, "", pathOf(code));
    },
    [game, isResuming],
  );
  const resume = useCallback(
    async (code: string | undefined) => {
      isResuming.value = true;
      const storage = keptGames();
      const player = storage && (await resumeSession({ baseUrl: "", storage, code }).catch(() => undefined));
      const found = player && (code ?? keptCode(storage, player.joined));
      if (player && code === undefined && player.session?.state === "ended") {
        // Who opens `/` after a quiz wants the next one. The result is one press away.
        player.close();
        setLeftCode(found);
      } else if (player) begin(player, found ?? "");
      isResuming.value = false;
    },
    [begin, isResuming],
  );
  /** Leads who was removed back in, if the host has taken that back; otherwise to the form: they may join anew. */
  const comeBack = useCallback(
    async (code: string, { playerNo, pin }: Player["joined"]) => {
      isResuming.value = true;
      const way = { baseUrl: "", storage: keptGames(), code, playerNo, pin };
      const player = await returnToSession(way).catch(() => undefined);
      if (player) begin(player, code);
      isResuming.value = false;
    },
    [begin, isResuming],
  );
  const leave = useCallback(() => {
    const { code, gone, session, player } = game.peek() ?? {};
    const canReturn = code && !gone?.value && session?.value?.state !== "ended";
    game.value?.close();
    game.value = undefined;
    setLeftCode(canReturn ? code : "");
    // Who was removed may join again.
    const mayReturn = code && player && gone?.value === "removed";
    history.pushState(null, "", mayReturn ? pathOf(code) : "/");
    if (mayReturn) void comeBack(code, player.joined);
  }, [comeBack, game]);

  useEffect(() => {
    if (isResuming.peek()) void resume(codeAt(location.pathname) || undefined);
    void loadPlaying();
    // Back to the address of a game is back into the game.
    const onBack = () => {
      const code = codeAt(location.pathname);
      if (code && normalCode(code) !== game.peek()?.code) {
        game.peek()?.close();
        game.value = undefined;
        void resume(code);
      }
    };
    window.addEventListener("popstate", onBack);
    return () => window.removeEventListener("popstate", onBack);
  }, [game, isResuming, resume]);

  return (
    <>
      {game.value ? (
        <PlayingSoon key={game.value.code} game={game.value} onLeave={leave} />
      ) : isResuming.value ? (
        <PlayingSoon />
      ) : (
        <EntryView onIn={begin} onResume={(code) => void resume(code)} />
      )}
      <Announcer />
    </>
  );
}

/** Whether the address may lead into a game that this device has: not `/` after a game was left in this tab. */
export function mayResume(): boolean {
  if (!hasKeptGame(keptGames())) return false;
  return codeAt(location.pathname) !== "" || leftCode() === undefined;
}
