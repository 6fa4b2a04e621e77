import { expect, test } from "@jest/globals";
import { playerHtml } from "../../../web/build/player-html.ts";

const HTML = `<html lang="en">
<head>
  <script type="module" src="/assets/player.js"></script>
  <link rel="stylesheet" crossorigin href="/assets/a.css">
  <link rel="stylesheet" crossorigin href="/assets/b.css">
</head>
<body>
<div id="page"></div>
</body>
</html>`;
const parts = {
  html: HTML,
  language: "de",
  content: "<form></form>",
  catalog: "/assets/de.js",
  readStyles: (address: string) => `/* ${address} */`,
};

test("the styles and the first view stand in the page, and the catalog is fetched beside the scripts", () => {
  expect(playerHtml(parts)).toBe(`<html lang="de">
<head>
  <script type="module" src="/assets/player.js"></script>
<link rel="stylesheet" disabled href="/assets/a.css">
<link rel="stylesheet" disabled href="/assets/b.css">
<link rel="modulepreload" crossorigin href="/assets/de.js">
<style>/* /assets/a.css *//* /assets/b.css */</style>
</head>
<body>
<div id="page"><form></form></div>
</body>
</html>`);
});

test("a page without the places for them is no page", () => {
  expect(() => playerHtml({ ...parts, html: HTML.replace('id="page"', "") })).toThrow('id="page"');
  expect(() => playerHtml({ ...parts, readStyles: () => "</style>" })).toThrow("end their element");
});
