import { render } from "preact";
import "../ui/base.css";
import { PlayerPage } from "./player-page.tsx";
import { texts } from "./text.ts";

await texts.load(navigator.languages);
document.documentElement.lang = texts.language;
render(<PlayerPage />, document.getElementById("page")!);
