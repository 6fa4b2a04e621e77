import { hydrate, render } from "preact";
import "../ui/base.css";
import { codeAt } from "./address.ts";
import { leftCode } from "./kept-games.ts";
import { mayResume, PlayerPage } from "./player-page.tsx";
import { texts } from "./text.ts";

const page = document.getElementById("page")!;
// The gateway sends the join form in one of the reader's languages; a development server sends none.
const hasForm = page.hasChildNodes();
await texts.load(hasForm ? [document.documentElement.lang] : navigator.languages);
document.documentElement.lang = texts.language;

if (hasForm && !mayResume() && leftCode() === undefined) {
  hydrate(<PlayerPage />, page);
  // The form came without the code of the address. What is typed stays: it is the value, and this is the default.
  const field = page.querySelector<HTMLInputElement>("input[name=code]");
  if (field) field.defaultValue = codeAt(location.pathname);
} else {
  page.replaceChildren();
  render(<PlayerPage />, page);
}
