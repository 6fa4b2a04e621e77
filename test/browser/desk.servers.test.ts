import { readFile } from "node:fs/promises";
import { hostOf } from "../end-to-end/fixture.ts";
import { single, sixKinds } from "../end-to-end/questions.ts";
import {
  describeInBrowser,
  expectAccessible,
  expectWellMade,
} from "../harness/browser/describe-in-browser.ts";
import { must } from "../harness/client.ts";
import { until } from "../harness/until.ts";
import { COMPUTER, choose, SCREEN, signInByLink, signInByToken, startSession } from "./desk.ts";
import { headline, joinByHand, readIdentity, returnByPin, see, untilHeadline } from "./phone.ts";

describeInBrowser("a host's desk and a screen", ({ deployment, arrive }) => {
  test("pace host: a whole session, on two desks, with corrections and a report", async () => {
    const host = hostOf(deployment, "Ada");
    const questions = [single(0, { text: "Where is <b>up</b>?" }), ...sixKinds().slice(3, 4), single(2)];
    const quiz = must(await host.createQuiz({ title: "Friday", questions }), 201);
    const [ada, elsewhere, hall, ann, ben] = await Promise.all([
      arrive(COMPUTER),
      arrive(COMPUTER),
      arrive(SCREEN),
      arrive(),
      arrive(),
    ]);
    const desk = await signInByLink(ada, deployment.signInLink("Ada"));
    const id = await startSession(desk, quiz.id, "You lead");
    await untilHeadline(desk, "Friday");
    const code = must(await host.readSession(id), 200).code;
    const link = desk.getByRole("link", { name: "Open the screen" });
    const screen = await hall.open((await link.getAttribute("href"))!);
    await see(screen, "Nobody is here yet");
    const phone = await ann.open(`/join/${code}`);
    await joinByHand(phone, "Ann");
    const other = await ben.open(`/join/${code}`);
    await joinByHand(other, "Ben");
    await see(screen, "Ben");
    await see(desk, "Ben");
    await Promise.all([expectWellMade(desk), expectAccessible(screen)]);

    await choose(desk, "Open question 1");
    await untilHeadline(screen, questions[0]!.text);
    await untilHeadline(phone, questions[0]!.text);
    await phone.getByRole("button", { name: "North" }).click();
    await see(desk, "1 of 2 answered");
    await Promise.all([expectWellMade(desk), expectAccessible(screen)]);
    // The desk is closed in mid-question, and opened on another device.
    await desk.close();
    const second = await elsewhere.open(`/desk/sessions/${id}`);
    await untilHeadline(second, "Welcome");
    await expectWellMade(second);
    await signInByToken(second, deployment.hostToken("Ada"));
    await see(second, "1 of 2 answered");
    await other.getByRole("button", { name: "East" }).click();
    // Everyone has answered, so it closes by itself.
    await untilHeadline(phone, "Right!");
    await untilHeadline(other, "Not this time");
    await expectAccessible(screen);
    // The answer was wrong from the start.
    await choose(second, "Correct the answer");
    const dialog = second.getByRole("dialog");
    await expectWellMade(second);
    await dialog.getByRole("checkbox", { name: /North/ }).uncheck();
    await dialog.getByRole("checkbox", { name: /East/ }).check();
    await dialog.getByLabel("Reason").fill("East is up on this map");
    await dialog.getByRole("button", { name: "Score again" }).click();
    await see(second, "Question 1 has a new answer, and the points are new.");
    await untilHeadline(other, "Right!");
    await untilHeadline(phone, "Not this time");

    await choose(second, "Open question 2");
    await phone.getByLabel("Your number").fill("3.14");
    await phone.keyboard.press("Enter");
    await see(second, "1 of 2 answered");
    await choose(second, "Take it out of the score");
    await dialog.getByLabel("Reason").fill("It was too easy");
    await dialog.getByRole("button", { name: "Take it out" }).click();
    await see(second, "Does not count");

    // A player is removed and taken back in, who then comes back by number and PIN.
    const { number, pin } = await readIdentity(other);
    ben.allow(/the server responded with a status of (401|403|404)/);
    await choose(second, "Ben: remove");
    await dialog.getByRole("button", { name: "Remove", exact: true }).click();
    await untilHeadline(other, "The host has removed you");
    await choose(second, "Undo");
    await until("Ben is back", async () => must(await host.players(id), 200).items.length === 2);
    await other.goto("/");
    await returnByPin(other, code, number, pin);
    // Without Ben, everyone had answered: the question has closed by itself.
    await untilHeadline(other, "This question does not count");

    await see(second, "Open question 3");
    await second.keyboard.press("n");
    await untilHeadline(other, questions[2]!.text);
    await second.keyboard.press("?");
    await second.getByRole("dialog").waitFor();
    await expectWellMade(second);
    await second.keyboard.press("Escape");
    await choose(second, "Close question 3");
    // While it is open, the end would ask first.
    await second.getByRole("button", { name: /^Close question 3/ }).waitFor({ state: "detached" });
    // The podium stands alone for some seconds only, so the screen is watched from before the end.
    await Promise.all([
      see(screen, "The winners").then(() => expectAccessible(screen)),
      choose(second, "End the session").then(() => see(second, "Final result")),
    ]);
    await expectWellMade(second);

    await second.getByRole("link", { name: "See the report" }).click();
    await see(second, "At a glance");
    await expectWellMade(second);
    const [download] = await Promise.all([second.waitForEvent("download"), choose(second, /CSV/)]);
    expect(await readFile(await download.path(), "utf8")).toContain("Ann");
    await headline(second).waitFor();
  }, 180_000);

  test("pace auto and self from a phone: the desk fits, and the programme is kept", async () => {
    const host = hostOf(deployment, "Bea");
    const questions = [single(0, { timeLimitMs: 60_000 }), single(1, { timeLimitMs: 60_000 })];
    const quiz = must(await host.createQuiz({ title: "\u202eשאלות", questions }), 201);
    const bea = await arrive();
    const desk = await signInByLink(bea, deployment.signInLink("Bea"));
    await desk.goto(`/desk/quizzes/${quiz.id}/start`);
    await untilHeadline(desk, "New session");
    await expectWellMade(desk);
    for (const [pace, open] of [
      ["By itself", "Start the programme"],
      ["At their own pace", "Open all questions"],
    ] as const) {
      const id = await startSession(desk, quiz.id, pace);
      const code = must(await host.readSession(id), 200).code;
      const phone = await (await arrive()).open(`/join/${code}`);
      await joinByHand(phone, '<b onclick="x">');
      await see(desk, '<b onclick="x">');
      await choose(desk, open);
      await phone.getByRole("button", { name: "North" }).click();
      await until("the answer is counted", async () => must(await host.stats(id, 1), 200).attempts === 1);
      await expectWellMade(desk);
      await choose(desk, "End the session");
      await desk.getByRole("dialog").getByRole("button", { name: "End it" }).click();
      await see(desk, "Final result");
      await expectWellMade(desk);
    }
  }, 120_000);
});
