/** An element of a question. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  /** The text directly in it. */
  text: string;
}

export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter((child) => child.name === name);
}

/** The text in an element's `<text>`; old files have it in the element itself. */
export function innerText(element: Element | undefined): string {
  return (childOf(element, "text") ?? element)?.text ?? "";
}

/** The text of a setting, such as `<single>true</single>`; undefined if the file does not have it. */
export function settingOf(element: Element, name: string): string | undefined {
  const child = childOf(element, name);
  return child && innerText(child).trim().toLowerCase();
}
