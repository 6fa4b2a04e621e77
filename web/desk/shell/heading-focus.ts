import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The first view of a page takes no focus: a screen reader reads a new page by itself. */
let isFirst = true;

/** Takes the focus to a view's heading when the view appears. @returns what the heading is to have as `ref` */
export function useHeadingFocus(): RefObject<HTMLHeadingElement> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  return heading;
}
