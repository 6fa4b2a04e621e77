import { render } from "preact";
import "../ui/base.css";
import "../ui/display-font.css";
import { ScreenPage } from "./screen-page.tsx";
import { texts } from "./text.ts";

await texts.load(navigator.languages);
document.documentElement.lang = texts.language;
render(<ScreenPage />, document.getElementById("page")!);
