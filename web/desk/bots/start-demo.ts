import type { Host } from "../../../client/src/host.ts";
import type { QuizDraft } from "../../../client/src/types.ts";
import { say } from "../sessions/text.ts";
import { MAX_BOTS } from "./bot-names.ts";
import { botsOf } from "./bots.ts";
import { demoQuiz } from "./demo-quiz.ts";

/** The times of a demo, in ms: four questions in less than a minute. */
const TIMES = { readMs: 2000, gapMs: 4000 };
/** How long the screen has to load before the first question, in ms. */
const SCREEN_MS = 2500;
const STORED = "stampede.demo-quiz";

/**
 * Plays a whole game with bots: a quiz, a session that goes by itself, a screen in another tab, and 50 bots in this one.
 * Call it right in a click: a browser lets only a click open a tab. Where it does not, or on a phone, the desk shows a
 * link to the screen.
 *
 * @param navigate shows a view of the desk
 * @throws ApiError, ConnectionError
 */
export async function startDemo(host: Host, navigate: (path: string) => void): Promise<void> {
  const tab = matchMedia("(min-width: 48rem)").matches ? window.open("about:blank", "_blank") : null;
  try {
    const quizId = await demoQuizId(host);
    const session = await host.createSession({
      quizId,
      pace: "auto",
      title: say().demo.title(),
      ...TIMES,
      stats: "onClose",
      leaderboard: "each",
    });
    if (tab) {
      const token = await session.screen();
      tab.opener = null;
      tab.location.replace(`/screen/${session.id}#${token}`);
    }
    navigate(`/desk/sessions/${session.id}`);
    const shownFrom = Date.now() + SCREEN_MS;
    await botsOf(session.id).add(MAX_BOTS);
    await new Promise((resolve) => setTimeout(resolve, shownFrom - Date.now()));
    await session.open();
  } catch (error) {
    tab?.close();
    throw error;
  }
}

/** The demo's quiz. The one of an earlier demo is taken again, if it is still there. */
async function demoQuizId(host: Host): Promise<string> {
  const draft: QuizDraft = demoQuiz();
  try {
    const { id, title } = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    const quiz = typeof id === "string" ? await host.getQuiz(id) : undefined;
    if (quiz && quiz.title === title) return quiz.id;
  } catch {
    // Deleted, another host's, or never there.
  }
  const { id } = await host.createQuiz(draft);
  try {
    localStorage.setItem(STORED, JSON.stringify({ id, title: draft.title }));
  } catch {
    // The next demo has a quiz of its own.
  }
  return id;
}
