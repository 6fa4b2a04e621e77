import type { Page } from "playwright-core";
import { setUpSession } from "../end-to-end/fixture.ts";
import { sixKinds } from "../end-to-end/questions.ts";
import { describeInBrowser, expectWellMade } from "../harness/browser/describe-in-browser.ts";
import { must } from "../harness/client.ts";
import { until } from "../harness/until.ts";
import { isChosen, joinByHand, readIdentity, returnByPin, see, untilHeadline } from "./phone.ts";

const IN = "Your answer is in.";

describeInBrowser("a player's phone", ({ deployment, arrive }) => {
  test("pace host: every kind of question, and every way out and back", async () => {
    const { host, session, client } = await setUpSession(deployment, { questions: sixKinds() });
    const step = async (name: "open" | "next" | "close" | "end") =>
      must(await host.step(session.id, name), 200);
    const answers = async (no: number, count: number) =>
      until(`${count} answers`, async () => must(await host.stats(session.id, no), 200).attempts === count);
    const [ann, ben, cleo] = await Promise.all([arrive(), arrive(), arrive()]);
    // A link or the QR code on the screen, and the code typed at the front page.
    const phone = await ann.open(`/join/${session.code}`);
    const other = await ben.open("/");
    await expectWellMade(other);
    await joinByHand(other, "Ben", session.code.toLowerCase());
    await joinByHand(phone, "Ann");
    await untilHeadline(phone, "You are in!");
    await expectWellMade(phone);

    await step("open");
    await untilHeadline(phone, "Which planet is nearest to the sun?");
    await expectWellMade(phone);
    await phone.getByRole("button", { name: "Mercury" }).click();
    await see(phone, IN);
    await expectWellMade(phone);
    await phone.reload();
    await untilHeadline(phone, "Which planet is nearest to the sun?");
    await until("the answer is still marked", () => isChosen(phone, "Mercury"));
    // The other one is offline when they answer. A request that fails is what they meet.
    ben.allow(/ERR_|Failed to (load|fetch)/);
    await untilHeadline(other, "Which planet is nearest to the sun?");
    await ben.context.setOffline(true);
    await see(other, /^Connection lost/);
    await other.getByRole("button", { name: "Venus" }).click();
    await see(other, /Your answer is saved here/);
    await ben.context.setOffline(false);
    await see(other, IN);
    await answers(1, 2);

    await step("close");
    await untilHeadline(phone, "Right!");
    await expectWellMade(phone);
    await untilHeadline(other, "Not this time");
    await expectWellMade(other);

    // Two tabs of one player: what one of them sends, the other one knows.
    await step("next");
    const tab = await ann.open(`/join/${session.code}`);
    await untilHeadline(tab, "Which of these are primes?");
    for (const name of ["2", "5", "11"]) await tab.getByRole("button", { name: `: ${name}` }).click();
    await tab.getByRole("button", { name: "Send", exact: true }).click();
    await see(tab, IN);
    await phone.reload();
    await until("the first tab shows it", () => isChosen(phone, ": 11"));
    await tab.close();

    // Another device, by number and PIN; the first one goes on as well.
    const { number, pin } = await readIdentity(other);
    const second = await cleo.open("/");
    await returnByPin(second, session.code, number, pin);
    await untilHeadline(second, "Which of these are primes?");
    await step("next");
    await untilHeadline(second, "Water is wet.");
    await second.keyboard.press("a");
    await second.keyboard.press("Enter");
    await see(second, IN);

    await step("next");
    await untilHeadline(phone, "Pi, to the second place?");
    await expectWellMade(phone);
    await phone.getByLabel("Your number").fill("3.14");
    await phone.keyboard.press("Enter");
    await see(phone, IN);
    // Away by the back button, and back.
    await phone.goto("/desk");
    await phone.goBack();
    await untilHeadline(phone, "Pi, to the second place?");
    await see(phone, IN);

    await step("next");
    await untilHeadline(phone, "The capital of France?");
    await phone.getByLabel("Your answer").fill("paris");
    await phone.getByRole("button", { name: "Send", exact: true }).click();
    await see(phone, IN);
    await step("next");
    await untilHeadline(phone, "Tea or coffee?");
    await phone.getByRole("button", { name: "Tea" }).click();
    await see(phone, IN);

    // Removed, and let in again.
    ann.allow(/the server responded with a status of (401|403|404)/);
    ben.allow(/the server responded with a status of (401|403|404)/);
    cleo.allow(/the server responded with a status of (401|403|404)/);
    expect((await host.removePlayer(session.id, Number(number))).status).toBe(204);
    await untilHeadline(second, "The host has removed you");
    await expectWellMade(second);
    await step("end");
    await untilHeadline(phone, "You won!");
    await see(phone, "4 of 5 questions right");
    await expectWellMade(phone);
    client.close();
  }, 120_000);

  test("pace self: in any order; hostile names and texts stay text, in either direction", async () => {
    const attack = '<img src=x onerror="alert(1)">';
    const title = `\u202e${attack} שאלות`;
    const { host, session } = await setUpSession(deployment, {
      title,
      questions: [
        {
          kind: "single",
          text: `${attack} ${"w".repeat(200)}`,
          options: [{ text: attack, correct: true }, { text: "ب" }],
        },
        { kind: "text", text: "مرحبا، ما اسمك؟", answer: { accept: ["x"] } },
      ],
      session: { pace: "self", feedback: "immediate", stats: "afterAnswer" },
    });
    const names = [attack, "W".repeat(32), "👩🏽".repeat(32), "\u202eשרה 3 (a)"];
    const pages: Page[] = [];
    for (const name of names) {
      const page = await (await arrive()).open(`/join/${session.code}`);
      await joinByHand(page, name);
      pages.push(page);
    }
    for (const page of pages) await expectWellMade(page);
    must(await host.step(session.id, "open"), 200);
    const page = pages[0]!;
    await see(page, "0 of 2 answered");
    await expectWellMade(page);
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByLabel("Your answer").fill(attack);
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await see(page, "1 of 2 answered");
    await page.reload();
    await see(page, "1 of 2 answered");
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await page.getByRole("button", { name: /^A: / }).click();
    await see(page, "You have answered everything");
    await expectWellMade(page);
    must(await host.step(session.id, "end"), 200);
    await until("the end", async () => (await page.getByText("The quiz is over").count()) > 0);
    await expectWellMade(page);
    for (const each of pages) expect(await each.locator("img").count()).toBe(0);
  }, 120_000);

  test("pace auto: a screen reader hears the time at 10 and 5 seconds, and not each second", async () => {
    const { host, session } = await setUpSession(deployment, {
      questions: [{ kind: "truefalse", text: "Is it?", answer: true, timeLimitMs: 11_500 }],
      session: { pace: "auto", gapMs: 0, readMs: 0 },
    });
    const page = await (await arrive({ reducedMotion: "no-preference" })).open(`/join/${session.code}`);
    await joinByHand(page, "Ann");
    const spoken: string[] = [];
    await page.exposeFunction("heard", (text: string) => spoken.push(text));
    await page.evaluate(`for (const region of document.querySelectorAll("[aria-live]"))
      if (region.getAttribute("aria-live") !== "off")
        new MutationObserver(() => region.textContent && heard(region.textContent))
          .observe(region, { childList: true, characterData: true, subtree: true })`);
    must(await host.step(session.id, "open"), 200);
    await until("the end", async () => (await page.getByText("The quiz is over").count()) > 0);
    const times = [...new Set(spoken.flatMap((text) => text.match(/\d+ seconds? left/) ?? []))];
    expect(times).toEqual(["10 seconds left", "5 seconds left"]);
  }, 60_000);
});
