import { navigate } from "wouter-preact/use-browser-location";

/** Lets links to views of the desk change the view without a new page. @returns what ends it */
export function followLinks(): () => void {
  document.addEventListener("click", onClick);
  return () => document.removeEventListener("click", onClick);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  // With these keys the browser opens a tab, a window or a download.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
  if (!link || link.target || link.hasAttribute("download")) return;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || !/^\/desk(\/|$)/.test(pathname)) return;
  // A link within the page, such as the one to its content.
  if (hash && pathname === location.pathname && search === location.search) return;
  event.preventDefault();
  navigate(pathname + search + hash);
}
