/** Enter in a line leads to the next one, or makes one. */
export function onEnter(event: KeyboardEvent, isLast: boolean, add: () => void): void {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const list = event.currentTarget instanceof Element && event.currentTarget.closest("fieldset");
  if (!list) return;
  if (isLast) add();
  const inputs = () => [...list.querySelectorAll<HTMLInputElement>("input[type=text]")];
  const at = inputs().indexOf(event.currentTarget as HTMLInputElement);
  requestAnimationFrame(() => inputs()[at + 1]?.focus());
}
