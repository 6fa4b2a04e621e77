import { render } from "preact";
import "../ui/base.css";
import "../ui/display-font.css";
import { gameTexts } from "../game/text.ts";
import { DeskPage } from "./desk-page.tsx";
import { texts as quizzesTexts } from "./quizzes/text.ts";
import { texts as reportTexts } from "./report/text.ts";
import { texts as sessionsTexts } from "./sessions/text.ts";
import { texts } from "./text.ts";

await Promise.all(
  [texts, gameTexts, quizzesTexts, sessionsTexts, reportTexts].map((one) => one.load(navigator.languages)),
);
document.documentElement.lang = texts.language;
render(<DeskPage />, document.getElementById("page")!);
