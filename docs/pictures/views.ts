import type { Page } from "playwright-core";
import { Host, type HostSession } from "../../client/src/host.ts";
import { Bots } from "./bots.ts";
import type { Camera } from "./camera.ts";
import { QUIZ } from "./quiz.ts";

interface Stage {
  baseUrl: string;
  /** A host's token. */
  token: string;
}

/** How long a page may take to show what has just happened, in ms. Every picture waits for words or for this. */
const SETTLE_MS = 1200;

/** Plays one session, and takes a picture of each view of each page on the way. */
export async function takePictures(camera: Camera, { baseUrl, token }: Stage): Promise<void> {
  const host = new Host({ baseUrl, token });
  const quiz = await host.createQuiz(QUIZ);
  const signedIn = JSON.stringify({ name: "Ann", token, expiresAt: Date.now() + 3_600_000 });
  const storage = { "stampede.host": signedIn };
  const guest = await (await camera.device("desk")).newPage();
  await show(guest, "/desk");
  await camera.take(guest, "desk-sign-in");
  const desk = await (await camera.device("desk", storage)).newPage();
  const dark = await (await camera.device("desk", storage, true)).newPage();
  const small = await (await camera.device("phone", storage)).newPage();

  await show(desk, `/desk/quizzes/${quiz.id}`);
  await camera.take(desk, "desk-quiz");
  await show(desk, `/desk/quizzes/${quiz.id}/preview`);
  await camera.take(desk, "desk-preview");
  await show(desk, `/desk/quizzes/${quiz.id}/start`);
  await camera.take(desk, "desk-start");

  const session = await host.createSession({ quizId: quiz.id, pace: "host" });
  const bots = new Bots();
  await bots.join(baseUrl, session.state!.code);
  await show(desk, "/desk");
  await camera.take(desk, "desk-home");
  await show(dark, "/desk");
  await camera.take(dark, "desk-home-dark");
  await show(small, "/desk");
  await camera.take(small, "desk-home-phone");
  await show(desk, `/desk/sessions/${session.id}`);
  await show(small, `/desk/sessions/${session.id}`);
  const screen = await (await camera.device("screen")).newPage();
  await show(screen, `/screen/${session.id}#${await session.screen()}`);
  const phone = await join(camera, session);

  await camera.take(desk, "desk-lobby");
  await camera.take(screen, "screen-lobby");
  await camera.take(phone, "player-lobby");
  await playQuestions(camera, session, bots, { desk, small, screen, phone });

  await session.end();
  await settle(screen, phone);
  await camera.take(screen, "screen-podium");
  await camera.take(phone, "player-end");
  await takeReport(camera, session, { desk, dark, small });
  bots.leave();
}

async function join(camera: Camera, session: HostSession): Promise<Page> {
  const phone = await (await camera.device("phone")).newPage();
  await show(phone, `/join/${session.state!.code}`);
  await camera.step("player joins", async () => {
    await phone.locator("input:visible").last().fill("Marta");
    await camera.take(phone, "player-join");
    await phone.keyboard.press("Enter");
    await settle(phone);
  });
  return phone;
}

interface Pages {
  desk: Page;
  small: Page;
  screen: Page;
  phone: Page;
}

/** The first question with pictures of everything, the others quickly. */
async function playQuestions(camera: Camera, session: HostSession, bots: Bots, pages: Pages): Promise<void> {
  const { desk, small, screen, phone } = pages;
  await session.open();
  for (let no = 1; no <= QUIZ.questions.length; no++) {
    if (no > 1) await session.next();
    if (no === 1) {
      await bots.answer({ no }, 0.6);
      await settle(screen, phone);
      await camera.take(desk, "desk-question");
      await camera.take(small, "desk-question-phone");
      await camera.take(screen, "screen-question");
      await camera.take(phone, "player-question");
      await camera.step("player answers", async () => {
        await phone.getByText("Seine").click();
        await settle(phone);
        const send = phone.getByRole("button", { name: /send|answer/i });
        if (await send.count()) await send.first().click();
        await settle(phone);
      });
      await camera.take(phone, "player-answered");
    }
    await bots.answer({ no });
    await session.close();
    if (no > 1) continue;
    // The grace is half a second; then the figures are final.
    await settle(screen, phone);
    await settle(screen);
    await camera.take(desk, "desk-result");
    await camera.take(screen, "screen-result");
    await camera.take(phone, "player-result");
  }
}

async function takeReport(
  camera: Camera,
  session: HostSession,
  { desk, dark, small }: Record<"desk" | "dark" | "small", Page>,
): Promise<void> {
  await camera.step("a corrected question", async () => {
    const correction = { correct: [2, 1], reason: "The delta begins in Cambodia: both count." };
    await session.correctKey(5, correction);
  });
  const address = `/desk/sessions/${session.id}/report`;
  await show(desk, address);
  await camera.take(desk, "report");
  await camera.take(desk, "report-whole", { isWhole: true, maxHeight: 3400 });
  await camera.step("the answers are shown", async () => {
    await desk.getByRole("button", { name: /show the \d+ answers/i }).click();
    await settle(desk);
    await desk
      .getByRole("heading", { name: "Who answered what" })
      .evaluate("(node) => node.scrollIntoView()");
    await camera.take(desk, "report-answers");
  });
  await show(dark, address);
  await camera.take(dark, "report-dark");
  await show(small, address);
  await camera.take(small, "report-phone");
}

async function show(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settle(page);
}

/** Waits until pages have shown what has just happened. An event stream never goes idle, so this is a time. */
async function settle(...pages: readonly Page[]): Promise<void> {
  await Promise.all(pages.map((page) => page.waitForTimeout(SETTLE_MS)));
}
