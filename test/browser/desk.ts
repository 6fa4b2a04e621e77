import type { Page } from "playwright-core";
import type { Visitor } from "../harness/browser/visitor.ts";
import { until } from "../harness/until.ts";
import { untilHeadline } from "./phone.ts";

/** A computer, as a host has it, and a hall's screen. */
export const COMPUTER = { viewport: { width: 1280, height: 800 } };
export const SCREEN = { viewport: { width: 1280, height: 720 } };

/** Chooses a button by its name, whatever key stands on it too. */
export const choose = (page: Page, name: string | RegExp) =>
  page
    .getByRole("button", { name: typeof name === "string" ? new RegExp(`^${RegExp.escape(name)}`) : name })
    .first()
    .click();

/** Starts a session of a quiz with the settings that stand there. @returns its id */
export async function startSession(desk: Page, quizId: string, pace: string): Promise<string> {
  await desk.goto(`/desk/quizzes/${quizId}/start`);
  await untilHeadline(desk, "New session");
  await desk.getByRole("radio", { name: pace }).check();
  await choose(desk, "Start");
  await desk.waitForURL(/\/desk\/sessions\/[^/]+$/);
  return desk.url().split("/").at(-1)!;
}

/** Opens the link that the server has printed. The desk is open then, and the address keeps no secret. */
export async function signInByLink(visitor: Visitor, link: string): Promise<Page> {
  const desk = await visitor.open(link);
  await until("somebody is signed in", () => desk.evaluate("localStorage.getItem('stampede.host') !== null"));
  if (desk.url().includes("sign-in")) throw new Error(`The address keeps the code: ${desk.url()}`);
  return desk;
}

/** Signs in on a device that nobody has used, by a token that is pasted. */
export async function signInByToken(desk: Page, token: string): Promise<void> {
  await desk.getByLabel("Sign-in link or token").fill(token);
  await desk.getByRole("button", { name: "Sign in", exact: true }).click();
}
