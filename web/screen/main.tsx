import { render } from "preact";
import "../ui/base.css";
import "../ui/display-font.css";
import { ScreenPage } from "./screen-page.tsx";
import { start } from "./start.ts";

const address = await start();
render(<ScreenPage address={address} />, document.getElementById("page")!);
