import { render } from "preact";
import "../ui/base.css";
import "../ui/display-font.css";
import { texts } from "../screen/text.ts";
import { OverlayPage } from "./overlay-page.tsx";

await texts.load(navigator.languages);
document.documentElement.lang = texts.language;
render(<OverlayPage />, document.getElementById("page")!);
