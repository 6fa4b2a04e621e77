import type { Page } from "playwright-core";
import { until } from "../harness/until.ts";

/** The page's only heading of the first level. */
export const headline = (page: Page) => page.getByRole("heading", { level: 1 });

/** Waits until the page's main heading has this text. */
export async function untilHeadline(page: Page, text: string): Promise<void> {
  await until(
    `the heading is ${text}; it is ${await headline(page).allInnerTexts()}`,
    async () => (await headline(page).allInnerTexts()).join() === text,
    15_000,
  );
}

/** Waits until this text can be seen. */
export const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Joins as a person does, on a page that shows the form. The code stands there already if a link has brought them. */
export async function joinByHand(page: Page, nickname: string, code?: string): Promise<void> {
  if (code) await page.getByLabel("Join code").fill(code);
  await page.getByLabel("Your nickname").fill(nickname);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("button", { name: /: your number and PIN$/ }).waitFor();
}

/** The number and the PIN that a player reads in their dialog, which is closed afterwards. */
export async function readIdentity(page: Page): Promise<{ number: string; pin: string }> {
  await page.getByRole("button", { name: /: your number and PIN$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Show PIN" }).click();
  const factOf = (term: string) =>
    dialog.getByText(term, { exact: true }).locator("xpath=following-sibling::dd").innerText();
  const [number, pin] = [await factOf("Number"), await factOf("PIN")];
  await dialog.getByRole("button", { name: "Close" }).click();
  return { number, pin };
}

/** Comes back on a device that knows nothing of the game. */
export async function returnByPin(page: Page, code: string, number: string, pin: string): Promise<void> {
  await page.getByRole("button", { name: "I am in already: come back" }).click();
  await page.getByLabel("Join code").fill(code);
  await page.getByLabel("Your number").fill(number);
  await page.getByLabel("Your PIN").fill(pin);
  await page.getByRole("button", { name: "Come back" }).click();
}

/** Whether an option is marked as the player's answer. */
export async function isChosen(page: Page, option: string): Promise<boolean> {
  const button = page.getByRole("button", { name: option });
  return (await button.getAttribute("aria-pressed")) === "true";
}
