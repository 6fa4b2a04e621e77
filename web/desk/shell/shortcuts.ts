import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { hasModifier, isPressed } from "./shortcut-keys.ts";

/** A key that does something in the view that is shown. */
export interface Shortcut {
  /** As in `isPressed`: "n", "?", "ArrowRight", " ", "mod+s". */
  keys: string;
  /** What it does, in words of the list that `?` shows. */
  label: string;
  run: () => void;
  /** It does nothing now. */
  disabled?: boolean | undefined;
}

const STORED = "stampede.shortcuts";

/** The lists of the views and parts that are shown, in the order in which they came. */
const shown = new Set<{ current: readonly Shortcut[] }>();

/** Whether keys without Ctrl act. Whoever speaks to the computer, or whose hand slips, can turn them off. */
export const areShortcutsOn = signal(readShortcutsOn());

/** Where the browser allows no storage, it holds until the page is loaded again. */
export function setShortcutsOn(on: boolean): void {
  areShortcutsOn.value = on;
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // Forbidden.
  }
}

function readShortcutsOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Makes shortcuts act as long as the component is shown. They may change with each rendering. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const list = useRef(shortcuts);
  list.current = shortcuts;
  useEffect(() => {
    shown.add(list);
    return () => void shown.delete(list);
  }, []);
}

/** The shortcuts of what is shown now. */
export const currentShortcuts = (): Shortcut[] => [...shown].flatMap(({ current }) => current);

/** Lets the keyboard run shortcuts. @returns what ends it */
export function listenForShortcuts(): () => void {
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  // The newest list first: a part that is open over others wins.
  const shortcut = currentShortcuts()
    .reverse()
    .find(({ keys }) => isPressed(keys, event) && mayAct(keys, event));
  if (!shortcut) return;
  event.preventDefault();
  if (!shortcut.disabled) shortcut.run();
}

function mayAct(keys: string, { target }: KeyboardEvent): boolean {
  if (hasModifier(keys)) return true;
  if (!areShortcutsOn.value || !(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable], [role=listbox], [role=menu]")) return false;
  // These keys press what has the focus, or move in it.
  const belongsToFocus = [" ", "Enter"].includes(keys) && target.closest("button, a[href], summary");
  return !belongsToFocus;
}
