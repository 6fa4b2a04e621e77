import { render } from "preact";
import "../ui/base.css";
import "../ui/display-font.css";
import { start } from "../screen/start.ts";
import { OverlayPage } from "./overlay-page.tsx";

const address = await start();
render(<OverlayPage address={address} />, document.getElementById("page")!);
