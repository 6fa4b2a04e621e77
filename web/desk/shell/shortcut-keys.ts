/** What a shortcut looks at in an event of the keyboard. */
export interface PressedKey {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * Whether a pressed key is the one of a shortcut. Letters go by what the key writes; on a keyboard whose letters are not
 * Latin, by their place.
 *
 * @param keys one key as `KeyboardEvent.key` has it, such as "n", "?", "ArrowRight" or " ". "shift+" before a letter asks
 *   for Shift, "mod+" for Ctrl (or Cmd on a Mac), "alt+" for Alt
 */
export function isPressed(keys: string, pressed: PressedKey): boolean {
  const { mod, alt, shift, key } = partsOf(keys);
  if (pressed.altKey !== alt || (pressed.ctrlKey || pressed.metaKey) !== mod) return false;
  const isLetter = /^[a-z]$/i.test(key);
  // "?" needs Shift on some keyboards only.
  if ((isLetter || key.length > 1) && pressed.shiftKey !== shift) return false;
  // With Alt a Mac writes another sign.
  const written = isLetter && (alt || !isLatin(pressed.key)) ? pressed.code.replace(/^Key/, "") : pressed.key;
  return written.toLowerCase() === key.toLowerCase();
}

/** Whether a shortcut has Ctrl, Cmd or Alt: it writes nothing, so it also acts while one types. */
export function hasModifier(keys: string): boolean {
  const { mod, alt } = partsOf(keys);
  return mod || alt;
}

/** The keys of a shortcut as one reads them on the keyboard. @param names of the keys that have a word on them */
export function keyLabels(keys: string, isMac: boolean, names: Readonly<Record<string, string>>): string[] {
  const { mod, alt, shift, key } = partsOf(keys);
  const own = names[key] ?? SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [
    ...(mod ? [isMac ? "⌘" : (names.Control ?? "Ctrl")] : []),
    ...(alt ? [isMac ? "⌥" : "Alt"] : []),
    ...(shift ? ["⇧"] : []),
    own,
  ];
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowRight: "→",
  ArrowLeft: "←",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "⏎",
};

const isLatin = (key: string) => /^[\u0020-\u024f]$/.test(key);

function partsOf(keys: string) {
  const parts = keys.split("+");
  // "+" itself is a key as well.
  const key = keys.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  return { mod: parts.includes("mod"), alt: parts.includes("alt"), shift: parts.includes("shift"), key };
}
