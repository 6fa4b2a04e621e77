import { describeInBrowser, expectWellMade } from "../harness/browser/describe-in-browser.ts";
import { COMPUTER, choose, signInByLink } from "./desk.ts";
import { see, untilHeadline } from "./phone.ts";

/** Two questions, of which one has no right answer. */
const FILE = "Which is even?\nA) 1\nB) 2\nANSWER: B\n\nWhich is odd?\nA) 1\nB) 2\nANSWER: D\n";

describeInBrowser("a host's quizzes", ({ deployment, arrive }) => {
  test("written with the keyboard alone, imported with a skipped question, previewed and exported", async () => {
    const cleo = await arrive(COMPUTER);
    const desk = await signInByLink(cleo, deployment.signInLink("Cleo"));
    await untilHeadline(desk, "Your desk");
    await see(desk, "Play with 50 bots");
    await expectWellMade(desk);

    await desk.keyboard.press("n");
    await untilHeadline(desk, "New quiz");
    const { keyboard } = desk;
    const type = async (label: string, text: string) => {
      await desk.getByLabel(label, { exact: true }).focus();
      await keyboard.type(text);
    };
    await type("Title", "By hand");
    if ((await desk.getByLabel("Question", { exact: true }).count()) === 0) await keyboard.press("Alt+n");
    await type("Question", "Which is green?");
    await type("Option A", "Grass");
    await type("Option B", "Snow");
    await keyboard.press("Control+s");
    await see(desk, /needs? a look before it can be saved/);
    await expectWellMade(desk);
    for (const letter of ["C", "D"])
      if ((await desk.getByLabel(`Option ${letter}`, { exact: true }).count()) > 0)
        await type(`Option ${letter}`, `Fire ${letter}`);
    await desk.getByLabel("Option A is right").focus();
    await keyboard.press("Space");
    await keyboard.press("Control+s");
    await see(desk, "Everything is saved");
    await untilHeadline(desk, "Edit quiz");
    await expectWellMade(desk);
    await desk.getByRole("link", { name: "Preview" }).click();
    await see(desk, "Which is green?");
    await expectWellMade(desk);

    await desk.goto("/desk");
    await see(desk, "By hand");
    await keyboard.press("i");
    const dialog = desk.getByRole("dialog");
    await dialog
      .locator("input[type=file]")
      .setInputFiles({ name: "numbers.txt", mimeType: "text/plain", buffer: Buffer.from(FILE) });
    await see(desk, "1 question was skipped");
    await see(desk, "1 question is imported.");
    await expectWellMade(desk);
    await choose(desk, "Done");
    await see(desk, "numbers");
    await expectWellMade(desk);
  }, 120_000);
});
