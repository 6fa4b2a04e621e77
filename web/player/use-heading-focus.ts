import { useEffect, useRef } from "preact/hooks";

/**
 * Moves the focus to the heading of a new view, so that a keyboard and a screen reader are where the eye is. The first
 * view leaves the focus where it is.
 *
 * @param view changes with the view
 * @returns the ref of the element that holds the views
 */
export function useHeadingFocus<E extends HTMLElement>(view: string) {
  const holder = useRef<E>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (document.querySelector("dialog[open]")) return;
    window.scrollTo(0, 0);
    holder.current?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }, [view]);
  return holder;
}
