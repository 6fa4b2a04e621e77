import type { Plugin } from "vite";

/** What stands in the head of every page. The theme colours are `--ground` of `ui/tokens.css`. */
const HEAD = `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf6f0">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14101c">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">`;

/** Writes into each page the part of the head that all pages share. */
export function sharedHead(): Plugin {
  return {
    name: "shared-head",
    // Before Vite looks for files in the page: the icon is one.
    transformIndexHtml: { order: "pre", handler: (html) => html.replace("<head>", HEAD) },
  };
}
